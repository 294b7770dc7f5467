import type { Place } from './places-frame.tsx'

/** What is seen in the ledger and what follows from it, in the order of the questions: where we stand, why, what else, did it help. */
export const INSIGHTS: readonly Place[] = [
  { path: '/reports', label: 'app.overview' },
  { path: '/reports/dashboards', label: 'reports.dashboards' },
  { path: '/reports/saved', label: 'reports.saved' },
  { path: '/reports/builder', label: 'reports.builder' },
  { path: '/targets', label: 'targets.title' },
  { path: '/splits', label: 'splits.title' },
  { path: '/process', label: 'mining.title' },
  { path: '/causes', label: 'causes.title' },
  { path: '/lab', label: 'app.lab', openTo: (me) => me.rights.admin || me.rights.leads },
  { path: '/improvement', label: 'proposals.title' },
  { path: '/reviews', label: 'app.reviews' },
  { path: '/scores', label: 'app.scores' },
]
