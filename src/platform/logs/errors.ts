import { refusal } from '../../kernel/refusal.ts'

/** The file cannot be read as the log its name says it is. */
export const damagedLog = refusal<{ path: string; reason: string }>('logs.damaged', 422)
/** A log needs a case, an activity and a time in every event. */
export const noColumn = refusal<{ wanted: string; columns: readonly string[] }>('logs.no-column', 422)
/** Not every event has a time that can be read; `event` is the first without one, counted from 1. */
export const noTime = refusal<{ event: number }>('logs.no-time', 422)
/** Only .xes, .xes.gz, .csv and OCEL 2.0 .json are read. */
export const unknownKind = refusal<{ path: string }>('logs.unknown-kind', 422)
