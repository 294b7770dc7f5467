import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { isRefusal } from '../../src/kernel/refusal.ts'
import { openSheet } from '../../src/platform/sheets/sheet.ts'

/** A process that reads the tables whose paths it is told, one a line, and answers what became of each. */
export type Outcome = {
  /** The refusal's code; undefined where the whole table was read. */
  code?: string
  facts?: unknown
  fault?: string
  rows: number
  headings?: string[]
  first?: unknown[]
  /** Time this thread worked: what others do on the machine does not count, nor how far they slow it down just now. */
  ms: number
  /** How far the memory of the process grew meanwhile, at most. */
  grownMb: number
}

const isLinux = process.platform === 'linux'

/** The memory this process holds from now on counts anew. */
function atRest(): number {
  globalThis.gc?.()
  if (isLinux) writeFileSync('/proc/self/clear_refs', '5')
  return process.memoryUsage.rss()
}

/** The most memory held since; where the system does not tell, what is held now. */
function peak(): number {
  if (!isLinux) return process.memoryUsage.rss()
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
}

let quickest = Number.POSITIVE_INFINITY
/** How many times longer than at its best this thread takes for the same work now. */
function slowness(): number {
  const began = process.threadCpuUsage()
  for (let i = 0, mixed = 0; i < 3_000_000; i++) mixed = Math.imul(mixed ^ i, 0x9e3779b1)
  const { user, system } = process.threadCpuUsage(began)
  quickest = Math.min(quickest, user + system)
  return (user + system) / quickest
}

async function read(path: string): Promise<Outcome> {
  const before = atRest()
  const slow = slowness()
  const began = process.threadCpuUsage()
  const outcome: Outcome = { rows: 0, ms: 0, grownMb: 0 }
  try {
    const sheet = await openSheet(path)
    outcome.headings = sheet.headings.slice(0, 20)
    for await (const row of sheet.rows()) {
      outcome.rows += 1
      outcome.first ??= row.cells.slice(0, 20)
    }
  } catch (thrown) {
    if (isRefusal(thrown)) Object.assign(outcome, { code: thrown.code, facts: thrown.facts })
    else outcome.fault = String(thrown)
  }
  const { user, system } = process.threadCpuUsage(began)
  outcome.ms = (user + system) / 1000 / Math.max(slow, slowness())
  outcome.grownMb = (peak() - before) / 1024 ** 2
  return outcome
}

for await (const path of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await read(path))}\n`)
