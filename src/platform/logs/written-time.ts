const ISO =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/

export type WrittenTime = { at: number; offsetMinutes: number }

/** `2026-11-27T08:00:00+08:00` and `2026-11-27T08:00:00Z`, and with milliseconds. */
const USUAL_LENGTHS = new Set([20, 24, 25, 29])

const NEVER: WrittenTime = { at: Number.NaN, offsetMinutes: 0 }

/** An instant as logs write it, with its offset; without one it is UTC. `at` is NaN for what is no time. */
export function writtenTime(text: string): WrittenTime {
  // what most programs write is understood by the engine itself, and a few times faster
  if (USUAL_LENGTHS.has(text.length) && text[10] === 'T') {
    const at = Date.parse(text)
    if (!Number.isNaN(at)) return { at, offsetMinutes: offsetOf(text.slice(text[19] === '.' ? 23 : 19)) }
  }
  const found = ISO.exec(text.trim())
  if (!found) return NEVER
  const [, year, month, day, hour, minute, second = '0', fraction = '0', zone] = found
  const offsetMinutes = offsetOf(zone)
  const ms = Math.floor(Number(`0.${fraction}`) * 1000)
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    ms,
  )
  return { at: local - offsetMinutes * 60_000, offsetMinutes }
}

function offsetOf(zone: string | undefined): number {
  if (!zone || zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || 0)
  return zone.startsWith('-') ? -minutes : minutes
}
