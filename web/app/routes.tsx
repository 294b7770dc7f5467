import { lazyRouteComponent, type RouteComponent } from '@tanstack/react-router'
import type { MessageKey } from '../kit/text.tsx'

export type Page = {
  /** `/opportunities/$id`; parameters are read with `useParams({ strict: false })`. */
  path: string
  /** The page's name in the window's title. */
  title: MessageKey
  component: RouteComponent
  /** Shown without the shell and without a session (sign-in, set-up). */
  outside?: boolean
}

/** Every page. A page is loaded when it is first opened; a navigation entry appears when its path is listed here. */
export const pages: readonly Page[] = [
  {
    path: '/sign-in',
    title: 'identity.sign-in',
    outside: true,
    component: lazyRouteComponent(() => import('../features/identity/sign-in-page.tsx'), 'SignInPage'),
  },
  {
    path: '/set-up',
    title: 'identity.set-up',
    outside: true,
    component: lazyRouteComponent(() => import('../features/identity/set-up-page.tsx'), 'SetUpPage'),
  },
  {
    path: '/invite/$token',
    title: 'identity.accept-invite',
    outside: true,
    component: lazyRouteComponent(() => import('../features/identity/invite-page.tsx'), 'InvitePage'),
  },
  {
    path: '/account',
    title: 'app.my-account',
    component: lazyRouteComponent(() => import('./my-account-page.tsx'), 'MyAccountPage'),
  },
  {
    path: '/today',
    title: 'app.today',
    component: lazyRouteComponent(() => import('./today-page.tsx'), 'TodayPage'),
  },
  {
    path: '/opportunities',
    title: 'app.opportunities',
    component: lazyRouteComponent(() => import('./opportunities-page.tsx'), 'OpportunitiesPage'),
  },
  {
    path: '/opportunities/$id',
    title: 'app.opportunities',
    component: lazyRouteComponent(() => import('./opportunity-page.tsx'), 'OpportunityPage'),
  },
  {
    path: '/accounts',
    title: 'app.accounts',
    component: lazyRouteComponent(() => import('./list-pages.tsx'), 'AccountsPage'),
  },
  {
    path: '/accounts/$id',
    title: 'app.accounts',
    component: lazyRouteComponent(() => import('./account-page.tsx'), 'AccountPage'),
  },
  {
    path: '/contacts',
    title: 'app.contacts',
    component: lazyRouteComponent(() => import('./list-pages.tsx'), 'ContactsPage'),
  },
  {
    path: '/contacts/$id',
    title: 'app.contacts',
    component: lazyRouteComponent(() => import('./account-page.tsx'), 'ContactPage'),
  },
  {
    path: '/pools',
    title: 'pools.title',
    component: lazyRouteComponent(() => import('../features/pools/page.tsx'), 'PoolsPage'),
  },
  {
    path: '/hand-overs',
    title: 'app.hand-overs',
    component: lazyRouteComponent(() => import('./hand-overs-page.tsx'), 'HandOversWithLeaving'),
  },
  {
    path: '/notices',
    title: 'notifications.title',
    component: lazyRouteComponent(() => import('../features/notifications/page.tsx'), 'NoticesPage'),
  },
  {
    path: '/account/notices',
    title: 'delivery.ways',
    component: lazyRouteComponent(() => import('../features/delivery/my-ways-page.tsx'), 'MyWaysPage'),
  },
  {
    path: '/board',
    title: 'app.board',
    component: lazyRouteComponent(() => import('./board-page.tsx'), 'BoardPage'),
  },
  {
    path: '/findings',
    title: 'app.findings',
    component: lazyRouteComponent(() => import('./findings-page.tsx'), 'FindingsWithMends'),
  },
  {
    path: '/recycling',
    title: 'app.recycling',
    component: lazyRouteComponent(() => import('./recycling-page.tsx'), 'RecyclingWithPools'),
  },
  {
    path: '/reports',
    title: 'app.reports',
    component: lazyRouteComponent(() => import('./insight-pages.tsx'), 'OverviewPage'),
  },
  {
    path: '/reports/dashboards',
    title: 'reports.dashboards',
    component: lazyRouteComponent(() => import('./insight-pages.tsx'), 'DashboardsPage'),
  },
  {
    path: '/reports/saved',
    title: 'reports.saved',
    component: lazyRouteComponent(() => import('./insight-pages.tsx'), 'SavedReportsPage'),
  },
  {
    path: '/reports/builder',
    title: 'reports.builder',
    component: lazyRouteComponent(() => import('./insight-pages.tsx'), 'ReportBuilderPage'),
  },
  {
    path: '/reports/mail',
    title: 'reports.mails',
    component: lazyRouteComponent(() => import('./insight-pages.tsx'), 'ReportMailPage'),
  },
  {
    path: '/targets',
    title: 'targets.title',
    component: lazyRouteComponent(() => import('./insight-pages.tsx'), 'TargetsPage'),
  },
  {
    path: '/splits',
    title: 'splits.title',
    component: lazyRouteComponent(() => import('./insight-pages.tsx'), 'SplitsPage'),
  },
  {
    path: '/process',
    title: 'mining.title',
    component: lazyRouteComponent(() => import('./insight-pages.tsx'), 'ProcessInsight'),
  },
  {
    path: '/causes',
    title: 'causes.title',
    component: lazyRouteComponent(() => import('./insight-pages.tsx'), 'CausesInsight'),
  },
  {
    path: '/improvement',
    title: 'proposals.title',
    component: lazyRouteComponent(() => import('./insight-pages.tsx'), 'ImprovementInsight'),
  },
  {
    path: '/lab',
    title: 'app.lab',
    component: lazyRouteComponent(() => import('./insight-pages.tsx'), 'LabInsight'),
  },
  {
    path: '/reviews',
    title: 'app.reviews',
    component: lazyRouteComponent(() => import('./insight-pages.tsx'), 'ReviewsInsight'),
  },
  {
    path: '/reviews/$id',
    title: 'app.reviews',
    component: lazyRouteComponent(() => import('./insight-pages.tsx'), 'ReviewInsight'),
  },
  {
    path: '/reviews/months/$month',
    title: 'app.reviews',
    component: lazyRouteComponent(() => import('./insight-pages.tsx'), 'PackInsight'),
  },
  {
    path: '/scores',
    title: 'app.scores',
    component: lazyRouteComponent(() => import('./insight-pages.tsx'), 'ScoresInsight'),
  },
  {
    path: '/import',
    title: 'app.import',
    component: lazyRouteComponent(() => import('../features/imports/page.tsx'), 'ImportPage'),
  },
  {
    path: '/bin',
    title: 'app.bin',
    component: lazyRouteComponent(() => import('../features/bin/page.tsx'), 'BinPage'),
  },
  {
    path: '/settings',
    title: 'app.settings',
    component: lazyRouteComponent(() => import('./settings-pages.tsx'), 'SettingsPage'),
  },
  {
    path: '/settings/people',
    title: 'app.settings-people',
    component: lazyRouteComponent(() => import('./settings-pages.tsx'), 'PeopleSettings'),
  },
  {
    path: '/settings/organisation',
    title: 'app.settings-organisation',
    component: lazyRouteComponent(() => import('./settings-pages.tsx'), 'OrganisationSettings'),
  },
  {
    path: '/settings/calendars',
    title: 'app.settings-calendars',
    component: lazyRouteComponent(() => import('./settings-pages.tsx'), 'CalendarsSettings'),
  },
  {
    path: '/settings/roles',
    title: 'app.settings-roles',
    component: lazyRouteComponent(() => import('./settings-pages.tsx'), 'RolesSettings'),
  },
  {
    path: '/settings/plan',
    title: 'app.settings-plan',
    component: lazyRouteComponent(() => import('./settings-pages.tsx'), 'PlanSettings'),
  },
  {
    path: '/settings/transitions',
    title: 'app.settings-transitions',
    component: lazyRouteComponent(() => import('./settings-pages.tsx'), 'TransitionsSettings'),
  },
  {
    path: '/settings/transitions/$id',
    title: 'app.settings-transitions',
    component: lazyRouteComponent(() => import('./settings-pages.tsx'), 'TransitionSettings'),
  },
  {
    path: '/settings/notices',
    title: 'app.settings-notices',
    component: lazyRouteComponent(() => import('./settings-pages.tsx'), 'NoticeSettings'),
  },
  {
    path: '/settings/findings',
    title: 'app.settings-findings',
    component: lazyRouteComponent(() => import('./settings-pages.tsx'), 'FindingsSettings'),
  },
  {
    path: '/settings/pools',
    title: 'app.settings-pools',
    component: lazyRouteComponent(() => import('./settings-pages.tsx'), 'PoolsSettings'),
  },
  {
    path: '/settings/fields',
    title: 'app.settings-fields',
    component: lazyRouteComponent(() => import('./settings-pages.tsx'), 'FieldsSettings'),
  },
]
