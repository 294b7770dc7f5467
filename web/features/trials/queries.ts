import type { z } from 'zod'
import type { ruleInput } from '../../../src/features/plan/contract.ts'
import { simulateRouting } from '../../../src/features/routing/contract.ts'
import type { Explained, TrialHead, TrialLine, TrialRow } from '../../../src/features/trials/contract.ts'
import { call } from '../../client/call.ts'
import { ApiProblem, problemFrom } from '../../client/problem.ts'

export type Rules = z.output<typeof ruleInput>[]
export type Simulated = { planVersion: number; one: Explained }
export type Tried = { head: TrialHead; rows: TrialRow[] }

/** What would be decided about one opportunity of these fields; `rules` where they are not the published ones. */
export async function tryOne(fields: Record<string, unknown>, rules: Rules | undefined): Promise<Simulated> {
  const { planVersion, items } = await call(simulateRouting, {
    body: { items: [fields], ...(rules ? { rules } : {}) },
  })
  const [one] = items
  if (!one) throw new ApiProblem('network.no-answer', 0)
  return { planVersion, one }
}

/** Tries a table; `onRows` hears how far it has come. */
export async function tryTable(
  file: File,
  rules: Rules | undefined,
  signal: AbortSignal,
  onRows: (done: number, all: number) => void,
): Promise<Tried> {
  const answer = await send(file, rules, signal)
  let head: TrialHead | undefined
  const found: TrialRow[] = []
  for await (const line of linesOf(answer)) {
    if (line.kind === 'head') head = line
    else found.push(...line.rows)
    onRows(found.length, head?.rows ?? 0)
  }
  if (!head || found.length < head.rows) throw new ApiProblem('network.no-answer', 0)
  return { head, rows: found }
}

/** One line of the same table with all its candidates. */
export async function explainLine(file: File, rules: Rules | undefined, line: number, signal: AbortSignal) {
  return (await send(file, rules, signal, line)).json() as Promise<Explained>
}

async function send(file: File, rules: Rules | undefined, signal: AbortSignal, explain?: number) {
  const form = new FormData()
  if (rules) form.append('rules', JSON.stringify(rules))
  if (explain !== undefined) form.append('explain', String(explain))
  form.append('file', file)
  const answer = await fetch('/api/v1/routing/simulation/table', {
    method: 'POST',
    body: form,
    headers: { 'x-baton-csrf': '1' },
    signal,
  }).catch((thrown: unknown) => {
    if (signal.aborted) throw thrown
    throw new ApiProblem('network.unreachable', 0)
  })
  if (!answer.ok) throw problemFrom(answer.status, await answer.json().catch(() => undefined))
  return answer
}

async function* linesOf(answer: Response): AsyncGenerator<TrialLine> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) return
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    const lines = (rest + (value ?? '')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line) yield JSON.parse(line) as TrialLine
    if (done) return
  }
}
