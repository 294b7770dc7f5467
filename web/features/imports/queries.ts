import { queryOptions } from '@tanstack/react-query'
import * as contract from '../../../src/features/imports/contract.ts'
import { call } from '../../client/call.ts'
import { problemFrom } from '../../client/problem.ts'

const MOVING = new Set(['checking', 'running', 'undoing'])

export function runQuery(id: string) {
  return queryOptions({
    queryKey: ['import', id],
    queryFn: ({ signal }) => call(contract.getRun, { params: { id }, signal }),
    refetchInterval: ({ state }) => (state.data && MOVING.has(state.data.state) ? 500 : false),
  })
}

export const runsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: ({ signal }) => call(contract.listRuns, { signal }),
})

export function problemsQuery(id: string, after: number) {
  return queryOptions({
    queryKey: ['import', id, 'problems', after],
    queryFn: ({ signal }) =>
      call(contract.listProblems, { params: { id }, query: { after, limit: 50 }, signal }),
  })
}

export type Step = 'check' | 'start' | 'cancel' | 'undo'
const STEPS = {
  check: contract.checkRun,
  start: contract.startRun,
  cancel: contract.cancelRun,
  undo: contract.undoRun,
}

export function takeStep(id: string, step: Step) {
  return call(STEPS[step], { params: { id }, idempotencyKey: crypto.randomUUID() })
}

export type Choices = {
  mapping?: Record<string, string | null>
  settings?: contract.Settings
  answers?: Record<string, Record<string, contract.Answer>>
}

export function saveChoices(id: string, body: Choices) {
  return call(contract.setMapping, { params: { id }, body })
}

/** Uploads a table; the answer is the run with what each column probably is. */
export async function upload(object: contract.ImportObject, file: File): Promise<contract.Run> {
  const form = new FormData()
  form.append('object', object)
  form.append('file', file)
  const answer = await fetch('/api/v1/imports', {
    method: 'POST',
    body: form,
    headers: { 'x-baton-csrf': '1' },
  })
  if (!answer.ok) throw problemFrom(answer.status, await answer.json().catch(() => undefined))
  return (await answer.json()) as contract.Run
}
