import { refusal } from '../../kernel/refusal.ts'

/** There is no such report, or it is not shared with you. */
export const notFound = refusal<{ id: string }>('reports.not-found', 404)
/** There is no such dashboard, or it is not shared with you. */
export const dashboardNotFound = refusal<{ id: string }>('reports.dashboard-not-found', 404)
/** Only its owner changes it, or an administrator where it is shared. */
export const notYours = refusal<{ name: string; owner: string }>('reports.not-yours', 403)
/** It comes with the product: copy it and change the copy. */
export const comesWithIt = refusal<{ name: string }>('reports.comes-with-product', 409)
/** It was changed since you looked. */
export const stale = refusal<{ yours: number; current: number }>('reports.stale', 412)
/** Nobody keeps more. */
export const tooMany = refusal<{ most: number }>('reports.too-many', 409)
/** A dashboard has no room for more. */
export const tooManyTiles = refusal<{ most: number; given: number }>('reports.too-many-tiles', 422)
/** A report stands on a dashboard once. */
export const tileTwice = refusal<{ name: string }>('reports.tile-twice', 422)
/** Sharing with departments names some. */
export const noDepartments = refusal('reports.no-departments', 422)
/** There is no such department. */
export const unknownDepartment = refusal<{ id: string }>('reports.unknown-department', 422)
/** A comma-separated file or a workbook is what can be had. */
export const unknownFormat = refusal<{ format: string; formats: string[] }>('reports.unknown-format', 422)
/** There is no such schedule, or it is not yours. */
export const scheduleNotFound = refusal<{ id: string }>('reports.schedule-not-found', 404)
/** The day does not belong to the rhythm: 1 to 7 of a week, 1 to 28 of a month, none of days. */
export const badRhythm = refusal<{ every: string; on: number | null }>('reports.bad-rhythm', 422)
/** They may not read it: share it with them first. */
export const receiverCannotRead = refusal<{ names: string[] }>('reports.receiver-cannot-read', 422)
/** They are not there, or have no e-mail address. */
export const receiverUnreachable = refusal<{ names: string[] }>('reports.receiver-unreachable', 422)
/** A report is mailed to so many people at most. */
export const tooManyReceivers = refusal<{ most: number; given: number }>('reports.too-many-receivers', 422)
/** Who set it up has left; set it up anew. */
export const stopped = refusal<{ owner: string }>('reports.schedule-stopped', 409)
