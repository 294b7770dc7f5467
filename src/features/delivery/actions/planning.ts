import type { WorkingTimes } from '../../../engines/calendar/index.ts'
import { type Instant, instantOf, MS_PER_DAY } from '../../../kernel/time.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { transaction } from '../../../platform/db/transaction.ts'
import { absencesAt } from '../../absences/index.ts'
import { workingTimesOf } from '../../availability/index.ts'
import { kindOf } from '../../notifications/index.ts'
import type { NoticeSettings } from '../contract.ts'
import { endOfQuiet, releaseAt } from '../rules/release.ts'
import { companySettings, settingsOf } from '../rules/settings.ts'
import * as store from '../store/parts.ts'
import { companySettings as keptSettings } from '../store/settings.ts'
import { hasMail } from './channels.ts'
import type { Outside } from './outside.ts'

const AT_ONCE = 500
const AHEAD_DAYS = 40
const NOBODY = '00000000-0000-0000-0000-000000000000'

type Days = Map<string, WorkingTimes>

/**
 * Looks through notices nobody has looked through yet: who stands in for the absent is told too, and what is to go out by mail or to a
 * group is noted with when. One transaction a set; several processes take different sets. Answers how many notices there were.
 */
export function planSome(outside: Outside, now: Instant): Promise<number> {
  return transaction(outside.db, async (tx) => {
    const notices = await store.lockUnplanned(tx, AT_ONCE)
    if (notices.length === 0) return 0
    const people = [...new Set(notices.map(({ personId }) => personId))]
    await tellDeputies(tx, notices, now)
    const company = companySettings(await keptSettings(tx))
    const until = instantOf(Date.parse(now) + AHEAD_DAYS * MS_PER_DAY)
    const days = await workingTimesOf(tx, { registry: outside.registry() }, [...people, NOBODY], now, until)
    const receivers = await store.receivers(tx, people)
    const byMail = (await hasMail(tx, outside)) ? mailParts(notices, receivers, company, days, now) : []
    const toGroups = groupParts(notices, receivers, await store.listeningRobots(tx), company, days, now)
    await store.insertParts(tx, [...byMail, ...toGroups])
    const ids = notices.map(({ id }) => id)
    await store.markPlanned(tx, ids, now)
    return notices.length
  })
}

/** Whoever stands in for somebody who is away is told what that one was told. */
async function tellDeputies(tx: Queryable, notices: readonly store.Unplanned[], now: Instant): Promise<void> {
  const away = await absencesAt(tx, now)
  const copies = notices.flatMap(({ id, personId, onBehalfOf }) => {
    const actingId = away.get(personId)?.actingId
    return actingId && actingId !== personId && onBehalfOf === null ? [{ noticeId: id, actingId }] : []
  })
  await store.copyToDeputies(tx, copies)
}

function mailParts(
  notices: readonly store.Unplanned[],
  receivers: ReadonlyMap<string, store.Receiver>,
  company: NoticeSettings,
  days: Days,
  now: Instant,
): store.Part[] {
  return notices.flatMap(({ id, personId, kind }) => {
    const receiver = receivers.get(personId)
    const times = days.get(personId)
    if (!receiver?.email || !times) return []
    const settings = settingsOf(company, receiver.own)
    const { group, urgency } = kindOf(kind)
    const { mail } = settings.groups[group]
    if (mail === 'never') return []
    const release = releaseAt(now, mail, urgency === 'urgent', settings, times)
    return [{ noticeId: id, channel: 'mail', personId, robotId: null, about: null, releaseAt: release }]
  })
}

/** Groups hear in the company's hours; a copy for whoever stands in is nothing new to them. */
function groupParts(
  notices: readonly store.Unplanned[],
  receivers: ReadonlyMap<string, store.Receiver>,
  robots: readonly store.Listening[],
  company: NoticeSettings,
  days: Days,
  now: Instant,
): store.Part[] {
  const usual = days.get(NOBODY)
  if (robots.length === 0 || !usual) return []
  const open = endOfQuiet(now, company, usual)
  return notices.flatMap((notice) => {
    const { group, urgency } = kindOf(notice.kind)
    if (notice.onBehalfOf !== null || group === 'system') return []
    const department = receivers.get(notice.personId)?.departmentId ?? null
    const releaseAt = urgency === 'urgent' && company.urgentBreaksQuiet ? now : open
    const about = [notice.kind, notice.opportunityId ?? '', notice.link, notice.at].join(' ')
    return robots
      .filter((robot) => robot.groups.includes(group) && isHeardBy(robot, notice, department))
      .map(({ id, kind }) => ({
        noticeId: notice.id,
        channel: kind,
        personId: null,
        robotId: id,
        about,
        releaseAt,
      }))
  })
}

function isHeardBy(
  { scope, departments }: store.Listening,
  { poolKey }: store.Unplanned,
  department: string | null,
): boolean {
  if (scope.kind === 'company') return true
  if (scope.kind === 'pool') return poolKey === scope.pool
  return department !== null && departments.includes(department)
}
