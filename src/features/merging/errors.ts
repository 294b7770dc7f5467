import { refusal } from '../../kernel/refusal.ts'

/** There is no such record, or it is not yours to see. */
export const notFound = refusal<{ id: string }>('merging.not-found', 404)
/** One of them was changed since you looked: which, and both versions. */
export const stale = refusal<{ id: string; yours: number; current: number }>('merging.stale', 412)
/** A record is not merged into itself, and none twice. */
export const sameTwice = refusal<{ id: string }>('merging.same-twice', 422)
/** An open one is not merged into a closed one: choose the open one to stay, or reopen. */
export const survivorClosed = refusal<{ number: number; open: number }>('merging.survivor-closed', 409)
/** A won one is not merged away: what was earned would vanish. Let it stay, or reopen it. */
export const wonStays = refusal<{ number: number }>('merging.won-stays', 409)
/** The value is to be taken from a record that is not among them, or is not yours to read and write. */
export const nothingToTake = refusal<{ field: string }>('merging.nothing-to-take', 422)
/** The holder must be one of those who hold them now. */
export const holderNotAmong = refusal<{ person: string }>('merging.holder-not-among', 422)
/** Only an open opportunity is split. */
export const notOpen = refusal<{ number: number }>('merging.not-open', 409)
/** A task that is to go along is no open task of this opportunity, or is named twice. */
export const notItsTask = refusal<{ task: string }>('merging.not-its-task', 422)
