import type { Queryable } from '../../../platform/db/pool.ts'
import type { ChatHandles, NoticeSettings, OwnNoticeSettings } from '../contract.ts'

export async function companySettings(db: Queryable): Promise<Partial<NoticeSettings> | undefined> {
  const [row] = await db<
    { settings: Partial<NoticeSettings> }[]
  >`select settings from company_notice_settings`
  return row?.settings
}

export async function keepCompanySettings(tx: Queryable, settings: NoticeSettings): Promise<void> {
  await tx`insert into company_notice_settings (settings) values (${JSON.stringify(settings)}::text::jsonb)
    on conflict (single) do update set settings = excluded.settings`
}

export type Own = { own: OwnNoticeSettings; handles: ChatHandles; email: string | null }

export async function ownSettings(db: Queryable, personId: string): Promise<Own> {
  const [row] = await db<Own[]>`
    select p.email, coalesce(s.own, '{}') as own,
      json_build_object('mobile', s.mobile, 'wecom', s.wecom, 'dingtalk', s.dingtalk, 'feishu', s.feishu) as handles
    from person p left join notice_settings s on s.person_id = p.id where p.id = ${personId}`
  if (!row) throw new Error('nobody asks')
  return row
}

export async function keepOwnSettings(
  tx: Queryable,
  personId: string,
  own: OwnNoticeSettings,
  { mobile, wecom, dingtalk, feishu }: ChatHandles,
  at: string,
): Promise<void> {
  await tx`
    insert into notice_settings (person_id, own, mobile, wecom, dingtalk, feishu, updated_at)
    values (${personId}, ${JSON.stringify(own)}::text::jsonb, ${mobile}, ${wecom}, ${dingtalk}, ${feishu}, ${at})
    on conflict (person_id) do update set own = excluded.own, mobile = excluded.mobile, wecom = excluded.wecom,
      dingtalk = excluded.dingtalk, feishu = excluded.feishu, updated_at = excluded.updated_at`
}

/** What waits to be sent to these people (null: to everybody) by mail is looked at anew: their ways have changed. */
export async function planAnew(tx: Queryable, people: readonly string[] | null): Promise<void> {
  await tx`
    with undone as (
      delete from delivery_part where delivery_id is null and person_id is not null
        and (${people === null} or person_id = any(${(people ?? []) as string[]}::uuid[])) returning notice_id
    ) update notice set planned_at = null where id in (select notice_id from undone)`
}
