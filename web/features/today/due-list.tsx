import { Link } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import type { TodayLine } from '../../../src/features/today/contract.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import { TimeLeft } from '../../kit/time-left.tsx'
import { useFormat } from '../../kit/use-format.ts'

const AT_ONCE = 15 // more than fit on a screen

/** What I hold that is due, soonest first: what it is, what is due, how long is left. */
export function DueList({ lines }: { lines: readonly TodayLine[] }) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  // What is seen first is drawn first; the rest follows without being waited for.
  const shown = useDeferredValue(lines, lines.slice(0, AT_ONCE))
  return (
    <ul className="due-list">
      {shown.map((line) => (
        <li key={line.id} data-overdue={line.overdue || undefined}>
          <Link to="/opportunities/$id" params={{ id: line.id }}>
            <b>{line.title}</b>
            <span className="muted">
              {label(line.stage.label)}
              {line.account && <> · {line.account}</>}
              {line.amount && <> · {format.money(line.amount, 'compact')}</>}
            </span>
          </Link>
          <p>
            {line.due.what === 'next-step' && line.nextStep ? line.nextStep : t(`today.due-${line.due.what}`)}
            <TimeLeft due={line.due.at.length === 10 ? endOfDay(line.due.at) : line.due.at} />
          </p>
        </li>
      ))}
    </ul>
  )
}

/** A day's work is late when the day is over where the reader is. */
function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString()
}
