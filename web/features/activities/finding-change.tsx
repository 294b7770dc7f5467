import type { RecordEvent } from '../../../src/objects/contract.ts'
import { type MessageKey, useText } from '../../kit/text.tsx'

/** Which check found it, who deals with it now and did before, and why it was put aside. */
export function FindingChange({ event, titles }: { event: RecordEvent; titles: Record<string, string> }) {
  const t = useText()
  const { before, after, cause } = event
  const name = (value: unknown) => (typeof value === 'string' ? (titles[value] ?? '') : '')
  const [was, now] = [name(before?.['holder']), name(after?.['holder'])]
  const kind = cause?.['because']
  const reason = after?.['reason']
  return (
    <div className="timeline-body">
      {typeof kind === 'string' && <p>{t(`findings.kind-${kind}` as MessageKey)}</p>}
      {(was || now) && (
        <p>
          <span className="muted">{t('activities.finding-holder')} </span>
          {was && <del>{was}</del>} {now}
        </p>
      )}
      {typeof reason === 'string' && <p className="muted">{t('activities.because', { reason })}</p>}
    </div>
  )
}
