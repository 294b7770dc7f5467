import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ATTACKS } from './sheet-attacks.ts'
import type { Outcome } from './sheet-reader.ts'

const SLOW_MS = 10_000 // on a busy machine; what these unpack to would take minutes
const MOST_MB = 256

const folder = mkdtempSync(join(tmpdir(), 'baton-sheets-'))
let reader: ChildProcess
let answers: AsyncIterator<string>
beforeAll(() => {
  reader = spawn(
    process.execPath,
    ['--expose-gc', fileURLToPath(new URL('sheet-reader.ts', import.meta.url))],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  if (!reader.stdout) throw new Error('no reader')
  answers = createInterface({ input: reader.stdout })[Symbol.asyncIterator]()
})
afterAll(() => {
  reader.stdin?.end()
  rmSync(folder, { recursive: true, force: true })
})

async function read(path: string): Promise<Outcome> {
  reader.stdin?.write(`${path}\n`)
  const { value, done } = await answers.next()
  if (done) throw new Error('the reader died')
  return JSON.parse(value) as Outcome
}

describe('a table somebody means ill with', () => {
  test.each(ATTACKS.map((attack, at) => [attack.name, attack, at] as const))(
    '%s',
    async (_name, attack, at) => {
      const path = join(folder, `table-${at}`)
      writeFileSync(path, attack.bytes)
      const outcome = await read(path)
      expect(outcome.fault).toBeUndefined()
      expect([attack.ends].flat(), JSON.stringify(outcome)).toContain(outcome.code ?? 'read')
      expect(outcome.ms, `ms for ${statSync(path).size} bytes`).toBeLessThan(SLOW_MS)
      expect(outcome.grownMb, `MB for ${statSync(path).size} bytes`).toBeLessThan(MOST_MB)
      rmSync(path)
    },
    60_000,
  )
  test('says what it held: nothing is run, called or looked up on the way', async () => {
    const formula = ATTACKS.find(({ name }) => name === 'a formula that was never calculated')
    const heads = ATTACKS.find(({ name }) => name === 'headings that reach for prototypes')
    writeFileSync(join(folder, 'formula'), formula?.bytes ?? '')
    writeFileSync(join(folder, 'heads'), heads?.bytes ?? '')
    expect((await read(join(folder, 'formula'))).first).toEqual(['x', { error: '#UNCALCULATED' }])
    expect(await read(join(folder, 'heads'))).toMatchObject({
      headings: ['__proto__', 'constructor', 'toString'],
      first: ['1', '2', '3'],
    })
  })
})
