import type { RecordEvent } from '../../../src/objects/contract.ts'
import { type MessageKey, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

const CAUSES = new Set(['plan', 'calendar', 'rota', 'absence', 'department', 'holder', 'pause', 'over'])

/** Which limit it was, whose, when it is due now and was before, and what changed it. */
export function ClockChange({ event, titles }: { event: RecordEvent; titles: Record<string, string> }) {
  const t = useText()
  const format = useFormat()
  const { before, after, cause } = event
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const name = (value: unknown) => titles[text(value) ?? ''] ?? ''
  const [was, due, until] = [text(before?.['due']), text(after?.['due']), text(after?.['until'])]
  const because = text(cause?.['because'])
  const reason = text(after?.['reason'])
  return (
    <div className="timeline-body">
      <p>
        <span className="muted">
          {t(`activities.clock-${text(after?.['clock']) ?? 'task'}` as MessageKey)}{' '}
        </span>
        {was && <del>{format.instant(was)}</del>} {due && format.instant(due)}
        {until && t('activities.clock-until', { when: format.instant(until) })}
        {Boolean(after?.['to']) && <> → {name(after?.['to'])}</>}
      </p>
      {Boolean(after?.['person']) && <p className="muted">{name(after?.['person'])}</p>}
      {because && CAUSES.has(because) && (
        <p className="muted">{t(`activities.clock-cause-${because}` as MessageKey)}</p>
      )}
      {reason && <p className="muted">{t('activities.because', { reason })}</p>}
    </div>
  )
}
