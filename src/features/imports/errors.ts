import { refusal } from '../../kernel/refusal.ts'

/** There is no such import of yours. */
export const notFound = refusal<{ id: string }>('imports.not-found', 404)
/** That cannot be done in this state. */
export const wrongState = refusal<{ state: string; wanted: string[] }>('imports.wrong-state', 409)
/** The upload has no file, or not the object it is for. */
export const noFile = refusal<{ objects: string[] }>('imports.no-file', 400)
/** The mapping names a heading or field that is not there, or one field twice. */
export const badMapping = refusal<{ heading: string; field: string | null }>('imports.bad-mapping', 422)
/** A field that every record needs is fed by no column. */
export const fieldMissing = refusal<{ fields: string[] }>('imports.field-missing', 422)
/** Questions are still open; answer them first. */
export const questionsOpen = refusal<{ questions: number }>('imports.questions-open', 409)
/** Records the import made were worked on since; taking them back would lose that work. */
export const workedOn = refusal<{ records: number }>('imports.worked-on', 409)
/** The file was moved or changed since the upload. */
export const fileGone = refusal<{ fileName: string }>('imports.file-gone', 409)
