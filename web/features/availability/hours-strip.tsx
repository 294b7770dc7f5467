import type { Hours } from '../../../src/engines/calendar/index.ts'

const DAY = 1440

/** A picture of one day from midnight to midnight; the words stand beside it. */
export function HoursStrip({ hours }: { hours: Hours }) {
  return (
    <div className="hours-strip" aria-hidden>
      {hours.map(({ from, until }) => (
        <span
          key={from}
          style={{ left: `${(from / DAY) * 100}%`, width: `${((until - from) / DAY) * 100}%` }}
        />
      ))}
    </div>
  )
}
