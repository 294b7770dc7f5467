import { Navigate } from '@tanstack/react-router'
import { type ComponentType, lazy } from 'react'
import { SettingsFrame } from './settings-frame.tsx'

const page = (load: () => Promise<ComponentType>, path = '/settings/people') => {
  const Content = lazy(async () => ({ default: await load() }))
  return () => (
    <SettingsFrame path={path}>
      <Content />
    </SettingsFrame>
  )
}

/** The settings start with the people. */
export function SettingsPage() {
  return <Navigate to="/settings/people" replace />
}

export const PeopleSettings = page(async () => {
  const { PeopleSettingsPage } = await import('./people-settings-page.tsx')
  return PeopleSettingsPage
})
export const OrganisationSettings = page(async () => {
  const { OrganisationPage } = await import('../features/organisation/organisation-page.tsx')
  return OrganisationPage
})
export const CalendarsSettings = page(async () => {
  const { CalendarsPage } = await import('../features/availability/calendars-page.tsx')
  return CalendarsPage
})
export const RolesSettings = page(async () => {
  const { RolesPage } = await import('../features/permissions/roles-page.tsx')
  return RolesPage
})
export const PlanSettings = page(async () => {
  const { PlanSettingsPage } = await import('./plan-settings-page.tsx')
  return PlanSettingsPage
})
export const FindingsSettings = page(async () => {
  const { FindingSettingsPage } = await import('../features/findings/settings-page.tsx')
  return FindingSettingsPage
})
export const PoolsSettings = page(async () => {
  const { SwitchOnPage } = await import('../features/plan/switch-on-page.tsx')
  return SwitchOnPage
}, '/settings/pools')
export const FieldsSettings = page(async () => {
  const { FieldsPage } = await import('../records/fields-page.tsx')
  return FieldsPage
})
export const NoticeSettings = page(async () => {
  const { ChannelsPage } = await import('../features/delivery/channels-page.tsx')
  return ChannelsPage
})
export const TransitionsSettings = page(async () => {
  const { TransitionsPage } = await import('../features/succession/page.tsx')
  return TransitionsPage
}, '/settings/transitions')
export const TransitionSettings = page(async () => {
  const { TransitionPage } = await import('../features/succession/transition-page.tsx')
  return TransitionPage
}, '/settings/transitions')
