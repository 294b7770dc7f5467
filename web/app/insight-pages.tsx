import { type ComponentType, lazy, type ReactNode } from 'react'
import { useMe } from '../client/session.ts'
import { INSIGHTS } from './insight-places.ts'
import { PlacesFrame } from './places-frame.tsx'

function InsightFrame({ children }: { children: ReactNode }) {
  const me = useMe()
  return (
    <PlacesFrame label="app.reports" places={INSIGHTS.filter(({ openTo }) => openTo?.(me) ?? true)}>
      {children}
    </PlacesFrame>
  )
}

const page = (load: () => Promise<ComponentType>) => {
  const Content = lazy(async () => ({ default: await load() }))
  return () => (
    <InsightFrame>
      <Content />
    </InsightFrame>
  )
}

export const OverviewPage = page(async () => {
  const { ReportPage } = await import('../features/insights/page.tsx')
  return ReportPage
})

export const DashboardsPage = page(async () => {
  const { DashboardsPage: Page } = await import('../features/reports/dashboards-page.tsx')
  return Page
})

export const SavedReportsPage = page(async () => {
  const { SavedPage } = await import('../features/reports/saved-page.tsx')
  return SavedPage
})

export const ReportBuilderPage = page(async () => {
  const { BuilderPage } = await import('../features/reports/builder-page.tsx')
  return BuilderPage
})

export const ReportMailPage = page(async () => {
  const { MailPage } = await import('../features/reports/mail-page.tsx')
  return MailPage
})

export const TargetsPage = page(async () => {
  const { TargetsPage: Content } = await import('../features/targets/page.tsx')
  return Content
})

export const SplitsPage = page(async () => {
  const { SplitsPage: Content } = await import('../features/splits/page.tsx')
  return Content
})

export const ProcessInsight = page(async () => {
  const { ProcessPage } = await import('../features/mining/page.tsx')
  return ProcessPage
})

export const ScoresInsight = page(async () => {
  const { ScoresPage } = await import('../features/scoring/page.tsx')
  return ScoresPage
})

export const CausesInsight = page(async () => {
  const { CausesWithChanges } = await import('./improvement-page.tsx')
  return CausesWithChanges
})

export const ImprovementInsight = page(async () => {
  const { ImprovementWithCauses } = await import('./improvement-page.tsx')
  return ImprovementWithCauses
})

export const LabInsight = page(async () => {
  const { LabWithTerms } = await import('./lab-page.tsx')
  return LabWithTerms
})

export const ReviewsInsight = page(async () => {
  const { ReviewsPage } = await import('../features/reviews/page.tsx')
  return ReviewsPage
})

export const ReviewInsight = page(async () => {
  const { ReviewPage } = await import('../features/reviews/review-page.tsx')
  return ReviewPage
})

export const PackInsight = page(async () => {
  const { PackPage } = await import('../features/reviews/pack-page.tsx')
  return PackPage
})
