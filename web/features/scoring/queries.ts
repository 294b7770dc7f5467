import { type QueryClient, queryOptions } from '@tanstack/react-query'
import * as contract from '../../../src/features/scoring/contract.ts'
import { call } from '../../client/call.ts'

const MINUTE_MS = 60_000

export const scoringQuery = queryOptions({
  queryKey: ['about', 'scoring', 'state'],
  queryFn: ({ signal }) => call(contract.readScoring, { signal }),
})

export function opportunityScoreQuery(id: string, version: number) {
  return queryOptions({
    queryKey: ['record', 'opportunity', id, 'score', version],
    queryFn: ({ signal }) => call(contract.opportunityScore, { params: { id }, signal }),
  })
}

export function scoresQuery(person: string | undefined) {
  return queryOptions({
    queryKey: ['about', 'scoring', 'opportunities', person],
    queryFn: ({ signal }) => call(contract.listScores, { query: person ? { person } : {}, signal }),
  })
}

export const segmentsQuery = queryOptions({
  queryKey: ['about', 'scoring', 'segments'],
  queryFn: ({ signal }) => call(contract.listSegments, { signal }),
  staleTime: 5 * MINUTE_MS,
})

export function playbookQuery(segment: string) {
  return queryOptions({
    queryKey: ['about', 'scoring', 'playbook', segment],
    queryFn: ({ signal }) => call(contract.readPlaybook, { query: { segment }, signal }),
  })
}

export function figuresQuery(id: string) {
  return queryOptions({
    queryKey: ['about', 'scoring', 'person', id],
    queryFn: ({ signal }) => call(contract.personFigures, { params: { id }, signal }),
    retry: false,
  })
}

export const trainScoring = () => call(contract.trainScoring)
export const switchPersonal = (isPersonal: boolean) =>
  call(contract.changeScoringSettings, { body: { isPersonal } })
export const writePlaybook = (body: { segment: string; text: string; version: number }) =>
  call(contract.writePlaybook, { body })

export function scoringChanged(queries: QueryClient): void {
  for (const key of [
    ['about', 'scoring'],
    ['record', 'opportunity'],
  ])
    void queries.invalidateQueries({ queryKey: key })
}
