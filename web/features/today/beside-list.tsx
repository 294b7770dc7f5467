import { Link } from '@tanstack/react-router'
import type { BesideLine } from '../../../src/features/today/contract.ts'
import { PersonMark } from '../../kit/person-mark.tsx'
import { type MessageKey, useLabel, useText } from '../../kit/text.tsx'
import { TimeLeft } from '../../kit/time-left.tsx'

/** Opportunities with a limit that is not mine to keep, or that will be taken from me: whose, what, and when. */
export function BesideList({
  title,
  hint,
  lines,
  withHolder,
}: {
  title: string
  hint: string
  lines: readonly BesideLine[]
  withHolder: boolean
}) {
  const t = useText()
  const label = useLabel()
  if (lines.length === 0) return null
  return (
    <section className="card due-section" aria-label={title}>
      <h2>{title}</h2>
      <p className="muted">{hint}</p>
      <ul className="due-list">
        {lines.map((line) => (
          <li key={`${line.id} ${line.what}`}>
            <div className="due-line">
              <Link to="/opportunities/$id" params={{ id: line.id }}>
                <b>{line.title}</b>
                <span className="muted">{label(line.stage.label)}</span>
              </Link>
              <div className="due-what">
                {withHolder && <PersonMark name={line.holder.name} id={line.holder.id} size={20} />}
                <span>{t(`today.due-${line.what}` as MessageKey)}</span>
                <TimeLeft due={line.dueAt} />
              </div>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
