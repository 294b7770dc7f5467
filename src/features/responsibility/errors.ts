import { refusal } from '../../kernel/refusal.ts'

/** Somebody else passed the baton in between; look again before passing on. */
export const holderChanged = refusal<{ opportunityId: string; holderId: string; holder: string }>(
  'responsibility.holder-changed',
  409,
)
/** The receiver has left; nobody who is not active can hold anything. */
export const personInactive = refusal<{ personId: string; person: string }>(
  'responsibility.person-inactive',
  422,
)
/** The receiver holds it already. */
export const holdsAlready = refusal<{ person: string }>('responsibility.holds-already', 409)
/** A closed opportunity has nobody to pass to; reopen it first. */
export const isClosed = refusal<{ number: number }>('responsibility.closed', 409)
/** No such person, or not one of this company. */
export const unknownPerson = refusal<{ personId: string }>('responsibility.unknown-person', 422)
/** The holder answers already; a helper is somebody else. */
export const holderIsNoHelper = refusal<{ person: string }>('responsibility.holder-is-no-helper', 409)
/** Holder, stage and outcome are no fields to be written: each changes by its own road, which is named. */
export const ownRoad = refusal<{ field: string; road: string }>('responsibility.own-road', 422)
