import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import * as errors from './errors.ts'

/** RFC 9457 problem details. The browser writes the sentence from `code` and `facts`. */
export type Problem = {
  type: string
  title: string
  status: number
  code: string
  facts: Readonly<Record<string, unknown>>
  requestId: string
}

/** A refusal as it goes over the wire. */
export function problemOf(refused: Refusal, requestId: string): Problem {
  return {
    type: `urn:baton:${refused.code}`,
    title: refused.code,
    status: refused.status,
    code: refused.code,
    facts: refused.facts,
    requestId,
  }
}

/** A fault as the outside sees it: no detail, an id to find it in the log. */
export function faultProblem(requestId: string): Problem {
  return {
    type: 'urn:baton:http.fault',
    title: 'http.fault',
    status: 500,
    code: 'http.fault',
    facts: {},
    requestId,
  }
}

/** The refusal a thrown thing amounts to; undefined for faults. */
export function refusalOf(thrown: unknown): Refusal | undefined {
  if (isRefusal(thrown)) return thrown
  if (thrown instanceof Error && BROKEN_FORM.test(thrown.message)) return errors.brokenForm({})
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined
  if (thrown instanceof Error && OWN_CODE_OF_NONE.has(thrown.code) && NO_ROOM.test(thrown.message))
    return errors.cannotStore({ seconds: 30 })
  switch (thrown.code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return errors.notJson({})
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_REQ_FILE_TOO_LARGE':
    case 'FST_FILES_LIMIT':
    case 'FST_PARTS_LIMIT':
    case 'FST_FIELDS_LIMIT':
      return errors.tooLarge({ bytes: 'limit' in thrown ? Number(thrown.limit) : 0 })
    case 'FST_PROTO_VIOLATION':
    case 'FST_MP_PREMATURE_CLOSE':
    case 'ERR_STREAM_PREMATURE_CLOSE': // whoever sent it has gone
    case 'FST_INVALID_JSON_FIELD_ERROR':
      return errors.brokenForm({})
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_INVALID_MULTIPART_CONTENT_TYPE':
      return errors.wrongType({})
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return errors.notFound({ path: '' })
    // The database is away, starting, stopping or full: nothing was half-done, and it may be tried again.
    case 'CONNECT_TIMEOUT':
    case 'CONNECTION_CLOSED':
    case 'CONNECTION_DESTROYED':
    case 'CONNECTION_ENDED':
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ETIMEDOUT':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case '08006':
    case '53200':
    case '53300':
    case '57P01':
    case '57P02':
    case '57P03':
    case '55P03':
    // A statement or a pause inside a transaction took longer than the pool grants; it was rolled back.
    case '57014':
    case '25P03':
      return errors.busy({ seconds: 5 })
    // The disk below the database or below our home takes nothing: nothing was half-done.
    case '53100':
    case '58030':
    case '25006':
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
    case 'EIO':
      return errors.cannotStore({ seconds: 30 })
    case 'ENOENT': // so says Node of a folder to be made on a disk that became read-only
      return 'syscall' in thrown && thrown.syscall === 'mkdir'
        ? errors.cannotStore({ seconds: 30 })
        : undefined
    // What the database refuses of a value no contract caught: text with NUL, a number or a date out of its range, broken UTF-8.
    case '22021':
    case '22P05':
    case '22003':
    case '22008':
    case '22P02':
    case '22007':
      return errors.invalidInput({ problems: [{ path: '', code: 'value-out-of-range' }] })
    default:
      return 'statusCode' in thrown && thrown.statusCode === 400 ? errors.notJson({}) : undefined
  }
}

/** PostgreSQL has no code of its own for a quota or a limit that is reached, nor for a disk that became read-only. */
const OWN_CODE_OF_NONE = new Set<unknown>(['XX000', '42501'])
const NO_ROOM = /: (No space left on device|Disk quota exceeded|File too large|Read-only file system)$/

/** What the reader of forms says; it has no codes. */
const BROKEN_FORM = /unexpected end of multipart data|^Multipart: Boundary not found/i
