import { type DestinationStream, pino } from 'pino'

export type Log = ReturnType<typeof createLog>

/** Names under which secrets travel; whatever stands there is written as `[hidden]`, also one and two levels down. */
const SECRET = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'newPassword',
  'token',
  'secret',
  'key',
  'url',
  'DATABASE_URL',
]

/** Structured lines on standard error; secrets never reach it. */
export function createLog(level: string, destination: DestinationStream = pino.destination(2)) {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: SECRET.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
        censor: '[hidden]',
      },
      serializers: { err: errorParts },
      hooks: { streamWrite: hidden },
    },
    destination,
  )
}

const CAUSES = 3

/**
 * What is told of a thing thrown: kind, words, place, code, and what it touched in the database. A closed list, because errors carry
 * rows and parameters with them (`detail`, `where`, `query`, `parameters`, `input`).
 */
function errorParts(thrown: unknown, depth = 0): unknown {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: String(thrown) }
  const of = thrown as Error & Record<string, unknown>
  const named = ['code', 'constraint_name', 'table_name', 'column_name', 'syscall', 'severity']
  return {
    type: of.name,
    message: of.message,
    stack: of.stack,
    ...Object.fromEntries(named.flatMap((name) => (of[name] === undefined ? [] : [[name, of[name]]]))),
    ...(of.cause === undefined || depth >= CAUSES ? {} : { cause: errorParts(of.cause, depth + 1) }),
  }
}

/** A finished line without passwords in addresses and keys of ours, whoever repeated them. */
function hidden(line: string): string {
  return line
    .replace(/(\w{1,20}:\/\/[^\s:/@"\\]{0,200}):[^\s@"\\]{1,500}@/g, '$1:[hidden]@')
    .replace(/\bbtn_[\w-]{20,}/g, 'btn_[hidden]')
}
