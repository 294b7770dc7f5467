import type { z } from 'zod'
import type { Context } from '../../../objects/context.ts'
import { record } from '../../../platform/events/journal.ts'
import { workingTimesOf } from '../../availability/index.ts'
import { requireAdmin } from '../../permissions/index.ts'
import type {
  changeNoticeSettings as changeEndpoint,
  NoticeSettings,
  NoticeSettingsAnswer,
} from '../contract.ts'
import { companySettings, settingsOf } from '../rules/settings.ts'
import * as store from '../store/settings.ts'

type ChangeInput = z.infer<NonNullable<typeof changeEndpoint.body>>

/** How the viewer is told: theirs over the company's. */
export async function readSettings(context: Context): Promise<NoticeSettingsAnswer> {
  const { db, viewer, now } = context
  const company = companySettings(await store.companySettings(db))
  const { own, handles, email } = await store.ownSettings(db, viewer.personId)
  const times = await workingTimesOf(db, context, [viewer.personId], now, now)
  const timeZone = times.get(viewer.personId)?.zone ?? context.registry.company.timeZone
  return { settings: settingsOf(company, own), own, company, handles, email, timeZone }
}

/** What waits to be mailed to the viewer is looked at anew, so that the change holds for it too. */
export async function changeSettings(
  context: Context,
  { own, handles }: ChangeInput,
): Promise<NoticeSettingsAnswer> {
  const { viewer, now } = context
  await context.transaction(async (tx) => {
    const before = await store.ownSettings(tx, viewer.personId)
    await store.keepOwnSettings(tx, viewer.personId, own, handles ?? before.handles, now)
    await store.planAnew(tx, [viewer.personId])
  })
  return readSettings(context)
}

export async function readCompanySettings({ db }: Context): Promise<NoticeSettings> {
  return companySettings(await store.companySettings(db))
}

/** Right: administrator. */
export async function changeCompanySettings(
  context: Context,
  settings: NoticeSettings,
): Promise<NoticeSettings> {
  requireAdmin(context.viewer)
  await context.transaction(async (tx) => {
    const before = companySettings(await store.companySettings(tx))
    await store.keepCompanySettings(tx, settings)
    await store.planAnew(tx, null)
    await record(tx, context.actor, context.now, [
      {
        kind: 'company.notices-changed',
        object: 'person',
        recordId: context.viewer.personId,
        before,
        after: settings,
      },
    ])
  })
  return settings
}
