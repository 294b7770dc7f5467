import type { Question } from '../contract.ts'

type Person = { id: string; name: string; admin: boolean }
export type Standing = {
  leavers: readonly Person[]
  /** Who takes whose place, where they can. */
  successorOf(leaverId: string): Person | undefined
  places: readonly { leaverId: string; keeps: boolean; rules: readonly string[] }[]
  otherAdmins: number
  unresolved: number
  /** Who receives and is away then: until when, who stands in, and how much they receive. */
  away: readonly { person: { id: string; name: string }; until: string; acting: string; rows: number }[]
}

/** What a proposal cannot decide, and what stands in the way of carrying it out. */
export function questionsOf({
  leavers,
  successorOf,
  places,
  otherAdmins,
  unresolved,
  away,
}: Standing): Question[] {
  const found: Question[] = []
  for (const leaver of leavers) {
    const person = { id: leaver.id, name: leaver.name }
    const successor = successorOf(leaver.id)
    const place = places.find(({ leaverId }) => leaverId === leaver.id)
    if (place?.keeps)
      found.push({ code: 'keeper', person, facts: { successor: successor?.name ?? null }, stops: !successor })
    if (place && place.rules.length > 0)
      found.push({
        code: 'named-by-rules',
        person,
        facts: { rules: place.rules, successor: successor?.name ?? null },
        stops: !successor,
      })
    if (!successor && !found.some((one) => one.person?.id === leaver.id && one.stops))
      found.push({ code: 'no-successor', person, facts: {}, stops: false })
  }
  const admin = leavers.find((leaver) => leaver.admin)
  if (admin && otherAdmins === 0)
    found.push({
      code: 'last-administrator',
      person: { id: admin.id, name: admin.name },
      facts: {},
      stops: true,
    })
  if (unresolved > 0)
    found.push({ code: 'unresolved', person: null, facts: { rows: unresolved }, stops: true })
  for (const { person, ...facts } of away) found.push({ code: 'receiver-away', person, facts, stops: false })
  return found
}
