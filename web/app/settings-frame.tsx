import type { ReactNode } from 'react'
import { mayDo, useMe } from '../client/session.ts'
import { EmptyState } from '../kit/empty-state.tsx'
import { useText } from '../kit/text.tsx'
import { type Place, PlacesFrame } from './places-frame.tsx'

const PLACES: readonly Place[] = [
  { path: '/settings/people', label: 'app.settings-people' },
  { path: '/settings/organisation', label: 'app.settings-organisation' },
  { path: '/settings/calendars', label: 'app.settings-calendars' },
  { path: '/settings/roles', label: 'app.settings-roles' },
  { path: '/settings/plan', label: 'app.settings-plan' },
  {
    path: '/settings/pools',
    label: 'app.settings-pools',
    openTo: (me) => me.rights.leads,
  },
  { path: '/settings/findings', label: 'app.settings-findings' },
  { path: '/settings/fields', label: 'app.settings-fields' },
  { path: '/settings/notices', label: 'app.settings-notices' },
  {
    path: '/settings/transitions',
    label: 'app.settings-transitions',
    openTo: (me) => mayDo(me, 'opportunity', 'pass'),
  },
]

/** The places of the settings beside the one that is open: all to administrators, to others those that are open to them. */
export function SettingsFrame({ path, children }: { path: string | undefined; children: ReactNode }) {
  const t = useText()
  const me = useMe()
  const places = PLACES.filter(({ openTo }) => me.rights.admin || openTo?.(me))
  if (!places.some((place) => !path || place.path === path))
    return <EmptyState title={t('app.settings-admin-only')} hint={t('app.settings-admin-only-hint')} />
  return (
    <PlacesFrame label="app.settings" places={places}>
      {children}
    </PlacesFrame>
  )
}
