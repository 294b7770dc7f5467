import { Tag } from 'antd'
import type { TransitionHead } from '../../../src/features/succession/contract.ts'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

const COLOURS = { draft: 'default', scheduled: 'processing', failed: 'error', done: 'success' } as const

/** Where a transition stands, in words: when it is due, when it was done, how much is undecided. */
export function StateTag({
  head,
}: {
  head: Pick<TransitionHead, 'state' | 'dueAt' | 'doneAt' | 'unresolved'>
}) {
  const t = useText()
  const format = useFormat()
  const when = head.state === 'scheduled' ? head.dueAt : head.state === 'done' ? head.doneAt : null
  return (
    <span>
      <Tag color={COLOURS[head.state]}>{t(`succession.state-${head.state}`)}</Tag>
      {when && <span className="muted"> {format.instant(when)}</span>}
      {head.unresolved > 0 && head.state !== 'done' && (
        <span className="muted"> {t('succession.unresolved', { count: head.unresolved })}</span>
      )}
    </span>
  )
}
