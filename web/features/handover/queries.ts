import { queryOptions } from '@tanstack/react-query'
import {
  answer,
  listForOpportunity,
  listMine,
  offer,
  type Packet,
  type PacketLine,
  type RulingInput,
  rate,
  rule,
  withdraw,
  write,
} from '../../../src/features/handover/contract.ts'
import type { Dropped } from '../../../src/features/handover/rules.ts'
import { call } from '../../client/call.ts'

export type Box = 'received' | 'sent' | 'escalated' | 'answered'

export function boxQuery(box: Box) {
  return queryOptions({
    queryKey: ['about', 'hand-over', box],
    queryFn: ({ signal }) => call(listMine, { query: { box }, signal }),
  })
}

export function handOversQuery(id: string) {
  return queryOptions({
    queryKey: ['record', 'opportunity', id, 'hand-overs'],
    queryFn: ({ signal }) => call(listForOpportunity, { params: { id }, signal }),
  })
}

export function sendOffer(
  id: string,
  body: { to: string; packet: Packet; dropped: Dropped; knowing?: boolean },
) {
  return call(offer, { params: { id }, body, idempotencyKey: crypto.randomUUID() })
}

export function sendAnswer(
  id: string,
  version: number,
  body: { answer: 'accept'; confirmed: PacketLine[] } | { answer: 'decline'; reason: string },
) {
  return call(answer, { params: { id }, body, ifMatch: version })
}

export function sendRuling(id: string, version: number, body: RulingInput) {
  return call(rule, { params: { id }, body, ifMatch: version })
}

export function takeBack(id: string, version: number) {
  return call(withdraw, { params: { id }, ifMatch: version })
}

export function sendMessage(id: string, text: string) {
  return call(write, { params: { id }, body: { text }, idempotencyKey: crypto.randomUUID() })
}

export function sendRating(id: string, version: number, stars: number) {
  return call(rate, { params: { id }, body: { stars }, ifMatch: version })
}
