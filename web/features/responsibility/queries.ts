import { queryOptions } from '@tanstack/react-query'
import * as contract from '../../../src/features/responsibility/contract.ts'
import { call } from '../../client/call.ts'

const key = (id: string, what: string) => ['record', 'opportunity', id, what]

export function holdingsQuery(id: string) {
  return queryOptions({
    queryKey: key(id, 'holdings'),
    queryFn: ({ signal }) => call(contract.listHoldings, { params: { id }, signal }),
  })
}

export function participantsQuery(id: string) {
  return queryOptions({
    queryKey: key(id, 'participants'),
    queryFn: ({ signal }) => call(contract.listParticipants, { params: { id }, signal }),
  })
}

export function pass(id: string, version: number, person: string, reason: string) {
  return call(contract.passHolding, { params: { id }, body: { person, reason }, ifMatch: version })
}

/** `knowing`: the giver has read that the receiver is away and who acts. */
export function passMany(
  ids: string[],
  person: string,
  reason: string,
  step: 'preview' | 'pass',
  knowing = false,
) {
  return call(contract.passMany, {
    body: { ids, person, reason, preview: step === 'preview', knowing },
    idempotencyKey: crypto.randomUUID(),
  })
}

export function addParticipant(id: string, person: string, letter: 'R' | 'C' | 'I') {
  return call(contract.setParticipant, { params: { id, person }, body: { letter } })
}

export function endParticipant(id: string, person: string) {
  return call(contract.removeParticipant, { params: { id, person } })
}
