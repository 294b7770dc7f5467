import type { Queryable } from '../../../platform/db/pool.ts'
import type { MailChannel, Robot, RobotKind, RobotScope } from '../contract.ts'

export type ServerRow = {
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  user: string | null
  passwordSealed: string | null
  sender: string
}

export async function mailServer(db: Queryable): Promise<ServerRow | undefined> {
  const [row] = await db<ServerRow[]>`
    select host, port, security, user_name as "user", password_sealed as "passwordSealed", sender from mail_server`
  return row
}

export async function keepMailServer(tx: Queryable, of: ServerRow, by: string, at: string): Promise<void> {
  await tx`
    insert into mail_server (host, port, security, user_name, password_sealed, sender, updated_at, updated_by)
    values (${of.host}, ${of.port}, ${of.security}, ${of.user}, ${of.passwordSealed}, ${of.sender}, ${at}, ${by})
    on conflict (single) do update set host = excluded.host, port = excluded.port, security = excluded.security,
      user_name = excluded.user_name, password_sealed = excluded.password_sealed, sender = excluded.sender,
      updated_at = excluded.updated_at, updated_by = excluded.updated_by`
}

/** No mail is sent any more: what waits is not. */
export async function removeMailServer(tx: Queryable, at: string): Promise<void> {
  await tx`delete from mail_server`
  await tx`update delivery set state = 'dropped', ended_at = ${at}, next_try_at = null where channel = 'mail' and state = 'waiting'`
  await tx`delete from delivery_part where channel = 'mail' and delivery_id is null`
}

export async function mailState(db: Queryable): Promise<Pick<MailChannel, 'waiting' | 'lastError'>> {
  const [row] = await db<{ waiting: number; lastError: string | null }[]>`
    select (select count(*)::int from delivery where channel = 'mail' and state = 'waiting') as waiting,
      (select last_error from delivery where channel = 'mail' and state in ('waiting', 'given-up') and last_error is not null
       order by created_at desc limit 1) as "lastError"`
  return row ?? { waiting: 0, lastError: null }
}

export type RobotRow = Robot & { webhookSealed: string; secretSealed: string | null }

/** Robots with how they fare, by name; one of them where an id is given. */
export async function robots(db: Queryable, id: string | null): Promise<RobotRow[]> {
  return db<RobotRow[]>`
    select r.id, r.version, r.kind, r.name, r.scope, r.groups, r.language, r.shows_titles as "showsTitles", r.is_on as "isOn",
      r.address, r.secret_sealed is not null as "hasSecret", r.webhook_sealed as "webhookSealed", r.secret_sealed as "secretSealed",
      (select count(*)::int from delivery_part w left join delivery d on d.id = w.delivery_id
       where w.robot_id = r.id and (w.delivery_id is null or d.state = 'waiting')) as waiting,
      sent.at as "lastSentAt", last.error as "lastError"
    from robot r
    left join lateral (select max(ended_at) as at from delivery d where d.robot_id = r.id and d.state = 'sent') sent on true
    left join lateral (select last_error as error from delivery d where d.robot_id = r.id order by created_at desc limit 1) last on true
    where ${id}::uuid is null or r.id = ${id}::uuid order by r.name, r.id`
}

export type RobotValues = {
  kind: RobotKind
  name: string
  scope: RobotScope
  groups: readonly string[]
  language: 'zh' | 'en'
  showsTitles: boolean
  isOn: boolean
  address: string
  webhookSealed: string
  secretSealed: string | null
}

export async function insertRobot(tx: Queryable, of: RobotValues, by: string, at: string): Promise<string> {
  const [row] = await tx<{ id: string }[]>`
    insert into robot (kind, name, scope, groups, language, shows_titles, is_on, address, webhook_sealed, secret_sealed,
      created_at, created_by, updated_at, updated_by)
    values (${of.kind}, ${of.name}, ${JSON.stringify(of.scope)}::text::jsonb, ${of.groups as string[]}::text[], ${of.language},
      ${of.showsTitles}, ${of.isOn}, ${of.address}, ${of.webhookSealed}, ${of.secretSealed}, ${at}, ${by}, ${at}, ${by}) returning id`
  if (!row) throw new Error('the robot was not written')
  return row.id
}

export async function lockRobot(tx: Queryable, id: string): Promise<{ version: number } | undefined> {
  const [row] = await tx<{ version: number }[]>`select version from robot where id = ${id} for update`
  return row
}

export async function updateRobot(
  tx: Queryable,
  id: string,
  of: RobotValues,
  by: string,
  at: string,
): Promise<void> {
  await tx`
    update robot set name = ${of.name}, scope = ${JSON.stringify(of.scope)}::text::jsonb, groups = ${of.groups as string[]}::text[],
      language = ${of.language}, shows_titles = ${of.showsTitles}, is_on = ${of.isOn}, address = ${of.address},
      webhook_sealed = ${of.webhookSealed}, secret_sealed = ${of.secretSealed}, version = version + 1, updated_at = ${at}, updated_by = ${by}
    where id = ${id}`
}

export async function deleteRobot(tx: Queryable, id: string): Promise<void> {
  await tx`delete from robot where id = ${id}`
}

/** What waits for a robot is not told any more: it was switched off. */
export async function silence(tx: Queryable, id: string, at: string): Promise<void> {
  await tx`update delivery set state = 'dropped', ended_at = ${at}, next_try_at = null where robot_id = ${id} and state = 'waiting'`
  await tx`delete from delivery_part where robot_id = ${id} and delivery_id is null`
}

export async function isDepartment(db: Queryable, id: string): Promise<boolean> {
  const rows = await db`select 1 from department where id = ${id} and deleted_at is null`
  return rows.length > 0
}
