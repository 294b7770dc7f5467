import { refusal } from '../../kernel/refusal.ts'

/** The company does not tell people apart by scores. */
export const personalOff = refusal('scoring.personal-off', 409)
/** There is no such person, or you do not lead them. */
export const notTheirs = refusal<{ id: string }>('scoring.not-theirs', 404)
/** Whoever is looked at sees their own figures first. */
export const notYet = refusal<{ from: string }>('scoring.not-yet', 403)
/** A segment is named by known traits, as in `region=31&type=new-customer`. */
export const badSegment = refusal<{ segment: string }>('scoring.bad-segment', 422)
/** Playbooks are written by whoever leads people. */
export const notYours = refusal('scoring.not-yours', 403)
/** Somebody wrote it since you looked. */
export const stale = refusal<{ yours: number; current: number }>('scoring.stale', 412)
