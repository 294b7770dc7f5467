import { refusal } from '../../kernel/refusal.ts'

/** There is no such limit, or it is not yours to see. */
export const notFound = refusal<{ id: string }>('clocks.not-found', 404)
/** Only whose limit it is, those above them and administrators let it stand still. */
export const notYours = refusal<{ person: string }>('clocks.not-yours', 403)
/** It has ended. */
export const ended = refusal<{ at: string }>('clocks.ended', 409)
/** It is over already: what has run out is not paused any more. */
export const over = refusal<{ due: string }>('clocks.over', 409)
/** It stands still already. */
export const pausedAlready = refusal<{ until: string }>('clocks.paused-already', 409)
/** It does not stand still. */
export const notPaused = refusal('clocks.not-paused', 409)
/** Limits of this kind run in any case. */
export const cannotPause = refusal<{ kind: string }>('clocks.cannot-pause', 422)
/** The day is past, or further away than a year. */
export const wrongDay = refusal<{ until: string }>('clocks.wrong-day', 422)
/** The plan allows fewer working days of pause. */
export const budgetSpent = refusal<{ days: number; left: number }>('clocks.budget-spent', 422)
