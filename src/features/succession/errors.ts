import { refusal } from '../../kernel/refusal.ts'

/** There is no such transition, or it is not yours to see. */
export const notFound = refusal<{ id: string }>('succession.not-found', 404)
/** Somebody changed it since you looked. */
export const stale = refusal<{ yours: number; current: number; by: string }>('succession.stale', 412)
/** It was carried out; what is done is returned by another transition. */
export const doneAlready = refusal<{ name: string }>('succession.done-already', 409)
/** While it waits for its time nothing of it changes: take it from the calendar first. */
export const isScheduled = refusal<{ at: string }>('succession.scheduled', 409)
/** Only an administrator, or whoever leads everybody it is about, plans it. */
export const notYours = refusal<{ people: string[] }>('succession.not-yours', 403)
/** Changing people, the keeper and administrators is for administrators. */
export const adminNeeded = refusal<{ why: 'people' | 'keeper' | 'administrator' | 'condition' }>(
  'succession.administrator-needed',
  403,
)
/** A leaver's transition names who leaves; a reorganisation says who changes or what moves. */
export const aboutNobody = refusal('succession.about-nobody', 422)
/** There is no such person, or they have left. */
export const unknownPerson = refusal<{ people: string[] }>('succession.unknown-person', 422)
/** Nobody who leaves with this transition receives anything by it. */
export const leavesToo = refusal<{ person: string }>('succession.leaves-too', 422)
/** The condition cannot be read. */
export const badCondition = refusal<{ problem: string }>('succession.condition-unreadable', 422)
/** One transaction carries so many at most; split it by people or by a condition. */
export const tooMuch = refusal<{ most: number }>('succession.too-much', 422)
/** Some of their work is hidden from you: an administrator plans it. */
export const unseenWork = refusal<{ hidden: number }>('succession.unseen-work', 403)
/** The rows are not of this transition. */
export const unknownRows = refusal<{ rows: number }>('succession.unknown-rows', 422)
/** Work that is held always has a holder: it can go to somebody else, but not to nobody. */
export const cannotEnd = refusal<{ kind: string }>('succession.cannot-end', 422)
/** Whoever has it cannot receive it. */
export const hasItAlready = refusal<{ person: string }>('succession.has-it-already', 422)
/** Something was passed, closed or opened since the transition was last looked at. */
export const movedOn = refusal<{ arrived: number; gone: number; changed: number }>('succession.moved-on', 409)
/** Some rows have no receiver yet. */
export const unresolved = refusal<{ rows: number }>('succession.unresolved', 409)
/** Who is leaving answers for something that needs a person to take their place. */
export const placeEmpty = refusal<{ person: string; why: string }>('succession.place-empty', 409)
/** A time that has passed is no plan. */
export const inThePast = refusal<{ at: string }>('succession.in-the-past', 422)
/** Only what was done can be returned. */
export const notDone = refusal('succession.not-done', 409)
/** Whoever gave it has left: bring them back first. */
export const giverGone = refusal<{ people: string[] }>('succession.giver-gone', 409)
/** Whoever scheduled it has left; somebody else schedules it anew. */
export const makerGone = refusal('succession.maker-gone', 409)
/** Nobody passes on their own leaving: somebody who stays does. */
export const yourself = refusal('succession.yourself', 409)
/** The packet is written by whoever leaves or whoever plans it, while it is not done. */
export const noPacket = refusal<{ id: string }>('succession.no-packet', 404)
/** Somebody would be above themselves over some steps. */
export const goesRound = refusal<{ name: string }>('succession.goes-round', 422)
