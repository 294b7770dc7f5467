import { pino } from 'pino'

export type Log = ReturnType<typeof createLog>

/** Structured lines on standard error; secrets never reach it. */
export function createLog(level: string) {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['req.headers.cookie', 'req.headers.authorization', '*.password', '*.token'],
    },
    pino.destination(2),
  )
}
