import { randomUUID } from 'node:crypto'
import { oneOf } from '../bad-days/load.ts'
import { type Deed, done, everybody, insist, note, once, type Race, toldOf } from './asking.ts'
import type { Asked } from './history.ts'

/** The pool of the template that everything belongs to. */
export const POOL = 'public'

/** Somebody claims it; sometimes two at the same moment, of whom one may win. */
export const claim: Deed = async (race, id) => {
  const first = oneOf(race, everybody(race))
  const second = oneOf(race, everybody(race))
  const claimers = race.random() < 0.5 && first !== second ? [first, second] : [first]
  const send = race.random() < 0.5 ? once : insist // those without a key share transactions
  await Promise.all(
    claimers.map(({ id: actor, cookie }) => {
      const request = { method: 'POST', path: `/opportunities/${id}/claims`, body: {}, cookie }
      return done(race, id, { kind: 'claim', actor }, () => request, send)
    }),
  )
}

const release: Deed = (race, id, { version, holder }) => {
  const giver = everybody(race).find((one) => one.id === holder)
  if (!giver) return Promise.resolve()
  return done(race, id, { kind: 'release', actor: giver.id, version }, (token) => ({
    method: 'POST',
    path: `/opportunities/${id}/releases`,
    body: { reason: token },
    version,
    cookie: giver.cookie,
  }))
}

const assign: Deed = (race, id) => {
  const to = oneOf(race, everybody(race)).id
  return several(race, id, { kind: 'assign', to }, (ids, reason) => ({
    path: `/pools/${POOL}/assignments`,
    body: { ids, person: to, reason },
  }))
}

const takeBack: Deed = (race, id) =>
  several(race, id, { kind: 'take-back' }, (ids, reason) => ({
    path: '/opportunities/taking-back',
    body: { ids, reason },
  }))

/** One request about several; each of them is an operation of its own. */
async function several(
  race: Race,
  id: string,
  asked: Asked,
  request: (ids: readonly string[], reason: string) => { path: string; body: unknown },
): Promise<void> {
  const ids = [...new Set([id, oneOf(race, race.opportunities), oneOf(race, race.opportunities)])]
  const token = randomUUID()
  const began = performance.now()
  const { told } = await insist(race, { method: 'POST', cookie: race.cookie, ...request(ids, token) })
  for (const one of ids) note(race, token, began, one, asked, toldOf(told, one))
}

export const POOL_DEEDS: readonly Deed[] = [claim, claim, claim, claim, release, release, assign, takeBack]
