import type { Queryable, Tx } from '../../../platform/db/pool.ts'
import type { PeriodKind, Subject, TargetMeasure } from '../contract.ts'
import type { Department, Member } from '../rules/scope.ts'

export type Of = { measure: TargetMeasure; currency: string | null }
export type TargetRow = {
  subject: Subject
  key: string
  period: PeriodKind
  startsOn: string
  version: number
  target: string
  stretch: string | null
  challenge: string | null
}

/** Targets of a measure whose period begins within some days. */
export function targetsOf(
  db: Queryable,
  { measure, currency }: Of,
  from: string,
  to: string,
): Promise<TargetRow[]> {
  return db<TargetRow[]>`
    select subject, subject_key as key, period, starts_on::text as "startsOn", version, target::text, stretch::text, challenge::text
    from target where measure = ${measure} and currency is not distinct from ${currency}
      and starts_on between ${from} and ${to}`
}

export type Change = {
  subject: Subject
  key: string
  period: PeriodKind
  startsOn: string
  target: bigint | null
  stretch: bigint | null
  challenge: bigint | null
}

/** The targets that are to change, locked; those that are not there have no row. One writer of targets at a time. */
export async function lockTargets(
  tx: Tx,
  { measure, currency }: Of,
  from: string,
  to: string,
): Promise<TargetRow[]> {
  await tx`select pg_advisory_xact_lock(hashtext('baton.targets'))`
  return targetsOf(tx, { measure, currency }, from, to)
}

export async function saveTargets(
  tx: Tx,
  { measure, currency }: Of,
  changes: readonly Change[],
  by: string,
  at: string,
): Promise<void> {
  const rows = JSON.stringify(
    changes.map(({ subject, key, period, startsOn, ...levels }) => ({
      subject,
      key,
      period,
      starts_on: startsOn,
      target: levels.target?.toString() ?? null,
      stretch: levels.stretch?.toString() ?? null,
      challenge: levels.challenge?.toString() ?? null,
    })),
  )
  await tx`
    delete from target t using jsonb_to_recordset(${rows}::text::jsonb) as x(subject text, key text, period text, starts_on date, target bigint)
    where x.target is null and t.measure = ${measure} and t.currency is not distinct from ${currency}
      and t.subject = x.subject and t.subject_key = x.key and t.period = x.period and t.starts_on = x.starts_on`
  await tx`
    insert into target (measure, currency, subject, subject_key, period, starts_on, target, stretch, challenge, set_by, set_at)
    select ${measure}, ${currency}::text, x.subject, x.key, x.period, x.starts_on, x.target, x.stretch, x.challenge, ${by}, ${at}
    from jsonb_to_recordset(${rows}::text::jsonb)
      as x(subject text, key text, period text, starts_on date, target bigint, stretch bigint, challenge bigint)
    where x.target is not null
    on conflict (measure, currency, subject, subject_key, period, starts_on) do update set target = excluded.target,
      stretch = excluded.stretch, challenge = excluded.challenge, set_by = excluded.set_by, set_at = excluded.set_at,
      version = target.version + 1`
}

/** Everybody, those who have left among them, and every department. */
export async function organisation(db: Queryable): Promise<{ people: Member[]; departments: Department[] }> {
  const [people, departments] = await Promise.all([
    db<Member[]>`
      select id, name, department_id as department, deactivated_at is null and deleted_at is null as active from person
      order by name collate "zh-x-icu", id`,
    db<Department[]>`
      select id, name, parent_id as parent from department where deleted_at is null order by position, name collate "zh-x-icu", id`,
  ])
  return { people, departments }
}

export type Product = { id: string; name: string; series: string | null }
export async function products(db: Queryable): Promise<Product[]> {
  return db<Product[]>`
    select id, name, series from product where deleted_at is null order by series nulls last, name collate "zh-x-icu", id limit 1000`
}

export type Rate = { currency: string; validFrom: string; rate: string }
export async function rates(db: Queryable): Promise<Rate[]> {
  return db<Rate[]>`
    select currency, valid_from::text as "validFrom", trim_scale(rate)::text as rate from exchange_rate order by currency, valid_from desc`
}

export async function saveRates(tx: Tx, given: readonly Rate[], by: string, at: string): Promise<void> {
  await tx`delete from exchange_rate`
  await tx`
    insert into exchange_rate (currency, valid_from, rate, set_by, set_at)
    select c, d, r, ${by}, ${at} from unnest(${given.map((one) => one.currency)}::text[], ${given.map((one) => one.validFrom)}::date[],
      ${given.map((one) => one.rate)}::numeric[]) as x(c, d, r)`
}

export async function rankingsSetting(db: Queryable): Promise<'on' | 'own' | 'off'> {
  const [row] = await db<{ rankings: 'on' | 'own' | 'off' }[]>`select rankings from target_setting`
  return row?.rankings ?? 'on'
}

export async function saveRankings(
  tx: Tx,
  rankings: 'on' | 'own' | 'off',
  by: string,
  at: string,
): Promise<void> {
  await tx`insert into target_setting (rankings, set_by, set_at) values (${rankings}, ${by}, ${at})
    on conflict (single) do update set rankings = excluded.rankings, set_by = excluded.set_by, set_at = excluded.set_at`
}
