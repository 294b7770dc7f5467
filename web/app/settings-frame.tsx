import './settings.css'
import { Link } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import { type ReactNode, Suspense } from 'react'
import { useMe } from '../client/session.ts'
import { EmptyState } from '../kit/empty-state.tsx'
import { type MessageKey, useText } from '../kit/text.tsx'

const PLACES: readonly { path: string; label: MessageKey }[] = [
  { path: '/settings/people', label: 'app.settings-people' },
  { path: '/settings/organisation', label: 'app.settings-organisation' },
  { path: '/settings/calendars', label: 'app.settings-calendars' },
  { path: '/settings/roles', label: 'app.settings-roles' },
  { path: '/settings/plan', label: 'app.settings-plan' },
  { path: '/settings/fields', label: 'app.settings-fields' },
]

/** The places of the settings beside the one that is open; administrators only. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const t = useText()
  const me = useMe()
  if (!me.rights.admin)
    return <EmptyState title={t('app.settings-admin-only')} hint={t('app.settings-admin-only-hint')} />
  return (
    <div className="settings">
      <nav className="settings-places" aria-label={t('app.settings')}>
        <ul>
          {PLACES.map((place) => (
            <li key={place.path}>
              <Link to={place.path} activeProps={{ 'aria-current': 'page' }}>
                {t(place.label)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="settings-content">
        <Suspense fallback={<Skeleton active />}>{children}</Suspense>
      </div>
    </div>
  )
}
