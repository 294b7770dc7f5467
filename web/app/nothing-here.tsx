import { Link } from '@tanstack/react-router'
import { EmptyState } from '../kit/empty-state.tsx'
import { useText } from '../kit/text.tsx'

/** An address without a page. */
export function NothingHere() {
  const t = useText()
  return (
    <div className="page">
      <EmptyState title={t('app.nothing-here')} hint={t('app.nothing-here-hint')}>
        <Link to="/">{t('app.to-start')}</Link>
      </EmptyState>
    </div>
  )
}
