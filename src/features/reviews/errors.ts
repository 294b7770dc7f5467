import { refusal } from '../../kernel/refusal.ts'

/** There is no such review, or it is not yours to see. */
export const notFound = refusal<{ id: string }>('reviews.not-found', 404)
/** Only what was lost is reviewed. */
export const notLost = refusal<{ number: number }>('reviews.not-lost', 409)
/** A review of it is going on. */
export const openAlready = refusal<{ id: string }>('reviews.open-already', 409)
/** Its cause was agreed or ruled. */
export const endedAlready = refusal('reviews.ended-already', 409)
/** Whoever holds it, stands above them or administrates does that. */
export const notYours = refusal<{ holder: string }>('reviews.not-yours', 403)
/** Only the two sides say whether they agree. */
export const notASide = refusal<{ sides: string[] }>('reviews.not-a-side', 403)
/** Whoever is above both sides settles it, or an administrator. */
export const notTheDecider = refusal<{ decider: string | null }>('reviews.not-the-decider', 403)
/** No cause has been proposed, or the sides do not differ. */
export const nothingToSay = refusal<{ state: string }>('reviews.nothing-to-say', 409)
/** There is no such cause, or it is not chosen any more. */
export const unknownCause = refusal<{ cause: string }>('reviews.unknown-cause', 422)
/** There is no such node on the opportunity's way. */
export const unknownNode = refusal<{ node: number }>('reviews.unknown-node', 422)
/** Nobody is there for the other side. */
export const noOtherSide = refusal('reviews.no-other-side', 409)
/** Whoever does not agree says why. */
export const wordsMissing = refusal('reviews.words-missing', 422)
/** It was changed since you looked. */
export const stale = refusal<{ yours: number; current: number }>('reviews.stale', 412)
/** The person is not there, or has left. */
export const unknownPerson = refusal<{ id: string }>('reviews.unknown-person', 422)
/** An action is due today or later. */
export const inThePast = refusal<{ on: string; today: string }>('reviews.in-the-past', 422)
/** The amount, stage or list of causes is none. */
export const badSettings = refusal<{ what: string }>('reviews.bad-settings', 422)
/** There is no pack of this month, or the month is not over. */
export const noPack = refusal<{ month: string }>('reviews.no-pack', 404)
export const notOver = refusal<{ month: string }>('reviews.not-over', 422)
/** A pack has no such table. */
export const unknownTable = refusal<{ table: string }>('reviews.unknown-table', 404)
