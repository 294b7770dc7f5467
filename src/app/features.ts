import { feature as absences } from '../features/absences/index.ts'
import { feature as activities } from '../features/activities/index.ts'
import { feature as approvals } from '../features/approvals/index.ts'
import { feature as availability } from '../features/availability/index.ts'
import { feature as bin } from '../features/bin/index.ts'
import { feature as board } from '../features/board/index.ts'
import { feature as causes } from '../features/causes/index.ts'
import { feature as checklists } from '../features/checklists/index.ts'
import { feature as clocks } from '../features/clocks/index.ts'
import { feature as contests } from '../features/contests/index.ts'
import { feature as customers } from '../features/customers/index.ts'
import { feature as findings } from '../features/findings/index.ts'
import { feature as handover } from '../features/handover/index.ts'
import { feature as histories } from '../features/histories/index.ts'
import { feature as identity } from '../features/identity/index.ts'
import { feature as imports } from '../features/imports/index.ts'
import { feature as insights } from '../features/insights/index.ts'
import { feature as intake } from '../features/intake/index.ts'
import { feature as merging } from '../features/merging/index.ts'
import { feature as mining } from '../features/mining/index.ts'
import { feature as notifications } from '../features/notifications/index.ts'
import { feature as opportunities } from '../features/opportunities/index.ts'
import { feature as organisation } from '../features/organisation/index.ts'
import { feature as permissions } from '../features/permissions/index.ts'
import { feature as pipeline } from '../features/pipeline/index.ts'
import { feature as plan } from '../features/plan/index.ts'
import { feature as pools } from '../features/pools/index.ts'
import { feature as proposals } from '../features/proposals/index.ts'
import { feature as reassigning } from '../features/reassigning/index.ts'
import { feature as recycling } from '../features/recycling/index.ts'
import { feature as regions } from '../features/regions/index.ts'
import { feature as replay } from '../features/replay/index.ts'
import { feature as reports } from '../features/reports/index.ts'
import { feature as responsibility } from '../features/responsibility/index.ts'
import { feature as reviews } from '../features/reviews/index.ts'
import { feature as routing } from '../features/routing/index.ts'
import { feature as scoring } from '../features/scoring/index.ts'
import { feature as setup } from '../features/setup/index.ts'
import { feature as splits } from '../features/splits/index.ts'
import { feature as succession } from '../features/succession/index.ts'
import { feature as targets } from '../features/targets/index.ts'
import { feature as today } from '../features/today/index.ts'
import { feature as trials } from '../features/trials/index.ts'
import type { Feature } from '../objects/feature.ts'

/** The architecture in one array: a feature may use those before it, never those after. */
export const features: readonly Feature[] = [
  identity,
  permissions,
  organisation,
  notifications,
  customers,
  plan,
  absences,
  availability,
  opportunities,
  responsibility,
  routing,
  contests,
  checklists,
  approvals,
  intake,
  pipeline,
  handover,
  activities,
  pools,
  clocks,
  recycling,
  succession,
  bin,
  merging,
  reassigning,
  findings,
  today,
  board,
  histories,
  insights,
  reports,
  splits,
  targets,
  mining,
  replay,
  scoring,
  causes,
  proposals,
  reviews,
  imports,
  trials,
  regions,
  setup,
]
