import { Alert } from 'antd'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'

/** What the receiver of a test message said, in its own words. */
export function TestAnswer({
  answer,
  error,
}: {
  answer: { ok: boolean; answer: string } | undefined
  error: unknown
}) {
  const t = useText()
  if (error) return <ErrorNote className="channel-note" error={error} />
  if (!answer) return null
  return (
    <Alert
      className="channel-note"
      type={answer.ok ? 'success' : 'error'}
      showIcon
      role="status"
      title={t(answer.ok ? 'delivery.test-ok' : 'delivery.test-failed', { answer: answer.answer || '—' })}
    />
  )
}
