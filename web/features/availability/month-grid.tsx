import { type KeyboardEvent, useId, useState } from 'react'
import { addDays } from '../../../src/kernel/time.ts'
import { type MessageKey, useText } from '../../kit/text.tsx'

export type GridDay = {
  day: string
  /** 0 for Monday. */
  weekday: number
  kind: string
  isOff: boolean
  /** A letter that says the kind without its colour. */
  sign: string
  /** The whole of it in words. */
  words: string
  /** What stands in a large cell, and in a large cell of a small screen. */
  text?: string
  short?: string
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }

/** A month as a grid of weeks from Monday; the arrow keys go from day to day. */
export function MonthGrid({
  name,
  days,
  large = false,
  onChoose,
}: {
  name: string
  days: readonly GridDay[]
  large?: boolean
  onChoose: (day: string) => void
}) {
  const t = useText()
  const id = useId()
  const [at, setAt] = useState<string>()
  const first = days[0]
  if (!first) return null
  const reached = days.some(({ day }) => day === at) ? at : first.day
  const go = (event: KeyboardEvent<HTMLButtonElement>, day: string) => {
    const step = STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    const root = event.currentTarget.closest('.year-months') ?? event.currentTarget.closest('.month-grid')
    root?.querySelector<HTMLElement>(`[data-day="${addDays(day, step)}"]`)?.focus()
  }
  return (
    <section className={large ? 'month-grid month-large' : 'month-grid'} aria-labelledby={`${id}-name`}>
      <h3 id={`${id}-name`}>{name}</h3>
      <div className="month-days">
        {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
          <abbr key={weekday} title={t(`availability.weekday-${weekday}` as MessageKey)}>
            {t(`availability.weekday-short-${weekday}` as MessageKey)}
          </abbr>
        ))}
        {days.map(({ day, weekday, kind, isOff, sign, words, text, short }, i) => (
          <button
            key={day}
            type="button"
            className="grid-day"
            data-day={day}
            data-kind={kind}
            data-off={isOff || undefined}
            aria-label={words}
            title={words}
            tabIndex={day === reached ? 0 : -1}
            style={i === 0 ? { gridColumnStart: weekday + 1 } : undefined}
            onFocus={() => setAt(day)}
            onKeyDown={(event) => go(event, day)}
            onClick={() => onChoose(day)}
          >
            {Number(day.slice(8))}
            {sign && <small aria-hidden>{sign}</small>}
            {text !== undefined && <span className="grid-text">{text}</span>}
            {short !== undefined && <span className="grid-short">{short}</span>}
          </button>
        ))}
      </div>
    </section>
  )
}
