import { NOTICE_GROUPS, type NoticeGroup } from '../../notifications/contract.ts'
import type { NoticeSettings, NoticeWay, OwnNoticeSettings } from '../contract.ts'

const AT_ONCE: NoticeWay = { mail: 'at-once', chat: true }
const DIGEST: NoticeWay = { mail: 'digest', chat: true }

/** How a company begins: what waits for an answer by mail at once, what is good to know once a day, at night nothing. */
export const USUAL: NoticeSettings = {
  groups: {
    'hand-overs': AT_ONCE,
    opportunities: AT_ONCE,
    clocks: AT_ONCE,
    tasks: DIGEST,
    approvals: AT_ONCE,
    pools: DIGEST,
    findings: DIGEST,
    people: AT_ONCE,
    plan: DIGEST,
    system: AT_ONCE,
  },
  digestHour: 9,
  quiet: { from: 21 * 60, until: 8 * 60, daysOff: true },
  urgentBreaksQuiet: false,
}

/** The company's settings as kept, completed by the usual ones where a group is newer than they are. */
export function companySettings(kept: Partial<NoticeSettings> | undefined): NoticeSettings {
  return { ...USUAL, ...kept, groups: completed(USUAL.groups, kept?.groups) }
}

/** What holds for somebody: their own over the company's. */
export function settingsOf(company: NoticeSettings, own: OwnNoticeSettings): NoticeSettings {
  const { groups, ...rest } = own
  return { ...company, ...withoutUndefined(rest), groups: completed(company.groups, groups) }
}

function completed(
  under: NoticeSettings['groups'],
  over: Partial<Record<NoticeGroup, NoticeWay | undefined>> | undefined,
): NoticeSettings['groups'] {
  return Object.fromEntries(
    NOTICE_GROUPS.map((group) => [group, over?.[group] ?? under[group]]),
  ) as NoticeSettings['groups']
}

function withoutUndefined<T extends object>(of: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as never
}
