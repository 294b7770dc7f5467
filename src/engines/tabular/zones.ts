import type { Instant } from '../../kernel/time.ts'
import { instantOf } from '../../kernel/time.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

/** True for a zone of the IANA database, `Asia/Shanghai`. */
export function isZone(zone: string): boolean {
  try {
    formatFor(zone)
    return true
  } catch {
    return false
  }
}

/** The wall time in `zone` at `instant`, `2026-01-05T14:30:00.000`. */
export function localParts(instant: Instant, zone: string): string {
  return instantOf(wallMs(Date.parse(instant), zone)).slice(0, 23)
}

/**
 * The instant at which clocks in `zone` show a wall time (`wallMs`: that time read as if it were UTC).
 * The earlier one where clocks were set back over it; undefined where they were set forward over it.
 */
export function instantInZone(wall: number, zone: string): Instant | undefined {
  const DAY = 86_400_000
  const offsets = [wallMs(wall - DAY, zone) - (wall - DAY), wallMs(wall + DAY, zone) - (wall + DAY)]
  const matches = offsets.map((offset) => wall - offset).filter((ms) => wallMs(ms, zone) === wall)
  return matches.length === 0 ? undefined : instantOf(Math.min(...matches))
}

function wallMs(ms: number, zone: string): number {
  const parts = formatFor(zone).formatToParts(ms)
  const part = (type: string): number => Number(parts.find((p) => p.type === type)?.value ?? 0)
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return wall + (((ms % 1000) + 1000) % 1000)
}

function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(zone, made)
  return made
}
