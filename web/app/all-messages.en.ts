import { en as client } from '../client/messages.en.ts'
import { en as record } from '../client/record-messages.en.ts'
import { en as absences } from '../features/absences/messages.en.ts'
import { en as activities } from '../features/activities/messages.en.ts'
import { en as approvals } from '../features/approvals/messages.en.ts'
import { en as availability } from '../features/availability/messages.en.ts'
import { en as bin } from '../features/bin/messages.en.ts'
import { en as board } from '../features/board/messages.en.ts'
import { en as causes } from '../features/causes/messages.en.ts'
import { en as clocks } from '../features/clocks/messages.en.ts'
import { en as contests } from '../features/contests/messages.en.ts'
import { en as delivery } from '../features/delivery/messages.en.ts'
import { en as findings } from '../features/findings/messages.en.ts'
import { en as handover } from '../features/handover/messages.en.ts'
import { en as identity } from '../features/identity/messages.en.ts'
import { en as imports } from '../features/imports/messages.en.ts'
import { en as insights } from '../features/insights/messages.en.ts'
import { en as merging } from '../features/merging/messages.en.ts'
import { en as mining } from '../features/mining/messages.en.ts'
import { en as notifications } from '../features/notifications/messages.en.ts'
import { en as opportunities } from '../features/opportunities/messages.en.ts'
import { en as organisation } from '../features/organisation/messages.en.ts'
import { en as permissions } from '../features/permissions/messages.en.ts'
import { en as pipeline } from '../features/pipeline/messages.en.ts'
import { en as plan } from '../features/plan/messages.en.ts'
import { en as pools } from '../features/pools/messages.en.ts'
import { en as proposals } from '../features/proposals/messages.en.ts'
import { en as reassigning } from '../features/reassigning/messages.en.ts'
import { en as recycling } from '../features/recycling/messages.en.ts'
import { en as replay } from '../features/replay/messages.en.ts'
import { en as reports } from '../features/reports/messages.en.ts'
import { en as responsibility } from '../features/responsibility/messages.en.ts'
import { en as reviews } from '../features/reviews/messages.en.ts'
import { en as routing } from '../features/routing/messages.en.ts'
import { en as scoring } from '../features/scoring/messages.en.ts'
import { en as splits } from '../features/splits/messages.en.ts'
import { en as succession } from '../features/succession/messages.en.ts'
import { en as targets } from '../features/targets/messages.en.ts'
import { en as today } from '../features/today/messages.en.ts'
import { en as trials } from '../features/trials/messages.en.ts'
import { en as kit } from '../kit/messages.en.ts'
import { en as condition } from '../records/condition-messages.en.ts'
import { en as definition } from '../records/definition-messages.en.ts'
import { en as records } from '../records/messages.en.ts'
import type { zh } from './all-messages.zh.ts'
import { en as shell } from './shell-messages.en.ts'

/** Every message in English; the compiler demands the keys of the Chinese ones. */
export const en: typeof zh = {
  ...kit,
  ...client,
  ...record,
  ...shell,
  ...identity,
  ...insights,
  ...reports,
  ...targets,
  ...splits,
  ...mining,
  ...replay,
  ...scoring,
  ...causes,
  ...proposals,
  ...reviews,
  ...imports,
  ...condition,
  ...definition,
  ...records,
  ...absences,
  ...activities,
  ...availability,
  ...approvals,
  ...clocks,
  ...contests,
  ...bin,
  ...delivery,
  ...board,
  ...findings,
  ...handover,
  ...merging,
  ...notifications,
  ...opportunities,
  ...organisation,
  ...permissions,
  ...pipeline,
  ...plan,
  ...pools,
  ...reassigning,
  ...recycling,
  ...responsibility,
  ...routing,
  ...succession,
  ...today,
  ...trials,
}
