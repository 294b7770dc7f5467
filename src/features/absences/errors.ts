import { refusal } from '../../kernel/refusal.ts'

/** There is no such absence, or it is not yours to see. */
export const notFound = refusal<{ id: string }>('absences.not-found', 404)
/** Only the person, those above them and administrators say when somebody is away. */
export const notYours = refusal<{ person: string }>('absences.not-yours', 403)
/** The person is not there, or has left. */
export const unknownPerson = refusal<{ id: string }>('absences.unknown-person', 422)
/** It ends before it begins, is over already, or is longer than a year. */
export const wrongPeriod = refusal<{ from: string; until: string }>('absences.wrong-period', 422)
/** The person is away then already; change that absence. */
export const overlaps = refusal<{ from: string; until: string }>('absences.overlaps', 409)
/** Nobody stands in for themselves. */
export const deputyIsOneself = refusal<{ person: string }>('absences.deputy-oneself', 422)
/** The deputy has left. */
export const deputyInactive = refusal<{ deputy: string }>('absences.deputy-inactive', 422)
/** They would stand in for each other at the same time, over some steps. */
export const deputyGoesRound = refusal<{ people: string[] }>('absences.deputy-goes-round', 409)
/** The deputy is away the whole time; name whoever stands in for them. */
export const deputyAway = refusal<{ deputy: string; acting: string }>('absences.deputy-away', 409)
/** There is neither a manager nor a keeper who could stand in: somebody must be named. */
export const deputyNeeded = refusal<{ person: string }>('absences.deputy-needed', 422)
/** It has begun: end it instead, or change its end. */
export const begun = refusal<{ from: string }>('absences.begun', 409)
/** It has not begun: cancel it instead. */
export const notBegun = refusal<{ from: string }>('absences.not-begun', 409)
/** It is over; what was stays as it was. */
export const over = refusal<{ until: string }>('absences.over', 409)
/** It was changed since you looked. */
export const stale = refusal<{ yours: number; current: number }>('absences.stale', 412)
/** Whoever is to receive it is away: say that you know (`knowing`), and their deputy sees to it. */
export const receiverAway = refusal<{ person: string; until: string; acting: string }>(
  'absences.receiver-away',
  409,
)
