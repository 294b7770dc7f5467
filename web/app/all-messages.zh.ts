import { zh as client } from '../client/messages.zh.ts'
import { zh as record } from '../client/record-messages.zh.ts'
import { zh as absences } from '../features/absences/messages.zh.ts'
import { zh as activities } from '../features/activities/messages.zh.ts'
import { zh as approvals } from '../features/approvals/messages.zh.ts'
import { zh as availability } from '../features/availability/messages.zh.ts'
import { zh as bin } from '../features/bin/messages.zh.ts'
import { zh as board } from '../features/board/messages.zh.ts'
import { zh as causes } from '../features/causes/messages.zh.ts'
import { zh as clocks } from '../features/clocks/messages.zh.ts'
import { zh as contests } from '../features/contests/messages.zh.ts'
import { zh as delivery } from '../features/delivery/messages.zh.ts'
import { zh as findings } from '../features/findings/messages.zh.ts'
import { zh as handover } from '../features/handover/messages.zh.ts'
import { zh as identity } from '../features/identity/messages.zh.ts'
import { zh as imports } from '../features/imports/messages.zh.ts'
import { zh as insights } from '../features/insights/messages.zh.ts'
import { zh as merging } from '../features/merging/messages.zh.ts'
import { zh as mining } from '../features/mining/messages.zh.ts'
import { zh as notifications } from '../features/notifications/messages.zh.ts'
import { zh as opportunities } from '../features/opportunities/messages.zh.ts'
import { zh as organisation } from '../features/organisation/messages.zh.ts'
import { zh as permissions } from '../features/permissions/messages.zh.ts'
import { zh as pipeline } from '../features/pipeline/messages.zh.ts'
import { zh as plan } from '../features/plan/messages.zh.ts'
import { zh as pools } from '../features/pools/messages.zh.ts'
import { zh as proposals } from '../features/proposals/messages.zh.ts'
import { zh as reassigning } from '../features/reassigning/messages.zh.ts'
import { zh as recycling } from '../features/recycling/messages.zh.ts'
import { zh as replay } from '../features/replay/messages.zh.ts'
import { zh as reports } from '../features/reports/messages.zh.ts'
import { zh as responsibility } from '../features/responsibility/messages.zh.ts'
import { zh as reviews } from '../features/reviews/messages.zh.ts'
import { zh as routing } from '../features/routing/messages.zh.ts'
import { zh as scoring } from '../features/scoring/messages.zh.ts'
import { zh as splits } from '../features/splits/messages.zh.ts'
import { zh as succession } from '../features/succession/messages.zh.ts'
import { zh as targets } from '../features/targets/messages.zh.ts'
import { zh as today } from '../features/today/messages.zh.ts'
import { zh as trials } from '../features/trials/messages.zh.ts'
import { zh as kit } from '../kit/messages.zh.ts'
import { zh as condition } from '../records/condition-messages.zh.ts'
import { zh as definition } from '../records/definition-messages.zh.ts'
import { zh as records } from '../records/messages.zh.ts'
import { zh as shell } from './shell-messages.zh.ts'

/** Every message in Chinese, the source of the keys. A feature adds its line here and in `all-messages.en.ts`. */
export const zh = {
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

type All = typeof zh

declare module '../kit/text.tsx' {
  interface Messages extends All {}
}
