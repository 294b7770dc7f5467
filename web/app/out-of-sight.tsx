import { Link } from '@tanstack/react-router'
import { isProblem } from '../client/problem.ts'
import { EmptyState } from '../kit/empty-state.tsx'
import { ErrorNote } from '../kit/error-note.tsx'
import { useText } from '../kit/text.tsx'

/** A record that is not there for this person: why that can be, whom to ask, and the way on. Other errors as they are. */
export function OutOfSight({ error }: { error: unknown }) {
  const t = useText()
  if (!isProblem(error) || error.status !== 404) return <ErrorNote className="page" error={error} />
  return (
    <div className="page">
      <EmptyState title={t('app.out-of-sight')} hint={t('app.out-of-sight-hint')}>
        <Link to="/">{t('app.to-start')}</Link>
        <Link to="/notices">{t('notifications.title')}</Link>
      </EmptyState>
    </div>
  )
}
