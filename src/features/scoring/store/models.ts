import type { Bands, Correction, Fact, Model, Told, Validation } from '../../../engines/scoring/index.ts'
import { minorFrom } from '../../../kernel/money.ts'
import type { Queryable } from '../../../platform/db/pool.ts'

export type Kept = {
  id: string
  madeAt: string
  won: number
  lost: number
  lookedAt: number
  tookMs: number
  isPersonal: boolean
  model: Model | null
  bands: Bands
  validation: Validation | null
}

/** What was learnt last. */
export async function newest(db: Queryable): Promise<Kept | undefined> {
  const [row] = await db<Kept[]>`
    select id, made_at as "madeAt", won, lost, looked_at as "lookedAt", took_ms as "tookMs", is_personal as "isPersonal", model, bands, validation
    from scoring_model order by made_at desc, id desc limit 1`
  return row
}

/** Whether so many were won and so many lost. Reads no more than these. */
export async function haveEnded(db: Queryable, least: number): Promise<boolean> {
  const [row] = await db<{ enough: boolean }[]>`
    select (select count(*) from (select from opportunity where outcome = 'won' and deleted_at is null limit ${least}) w) = ${least}
      and (select count(*) from (select from opportunity where outcome = 'lost' and deleted_at is null limit ${least}) l) = ${least} as enough`
  return row?.enough ?? false
}

export async function saveModel(
  tx: Queryable,
  kept: Omit<Kept, 'id' | 'madeAt'>,
  by: string | null,
  now: string,
): Promise<void> {
  const json = (value: unknown) => (value === null ? null : (value as never))
  await tx`insert into scoring_model (made_at, made_by, won, lost, looked_at, took_ms, is_personal, model, bands, validation)
    values (${now}, ${by}, ${kept.won}, ${kept.lost}, ${kept.lookedAt}, ${kept.tookMs}, ${kept.isPersonal},
      ${json(kept.model)}::jsonb, ${json(kept.bands)}::jsonb, ${json(kept.validation)}::jsonb)`
}

/** True where no other process learns now; held until the transaction ends. */
export async function tryTurn(tx: Queryable): Promise<boolean> {
  const [row] = await tx<
    { mine: boolean }[]
  >`select pg_try_advisory_xact_lock(hashtext('baton.scoring')) as mine`
  return row?.mine ?? false
}

export async function takeTurn(tx: Queryable): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('baton.scoring'))`
}

/** When each of these was entered, by the journal (an import says when it began, not when it was known), and what was corrected since. */
export async function toldOf(db: Queryable, ids: readonly string[]): Promise<Map<string, Told>> {
  const rows = await db<{ id: string; at: number; before: Record<string, unknown> | null }[]>`
    select opportunity_id as id, (extract(epoch from at) * 1000)::float8 as at, case when kind = 'opportunity.updated' then before end as before
    from event where opportunity_id = any(${ids as string[]}::uuid[]) and object = 'opportunity' and record_id = opportunity_id
      and (kind = 'opportunity.created' or (kind = 'opportunity.updated'
        and before ?| array['type', 'source', 'region', 'product', 'account', 'amount'])) order by seq`
  return new Map(
    [...Map.groupBy(rows, ({ id }) => id)].map(([id, of]) => [
      id,
      {
        since: of.find(({ before }) => before === null)?.at ?? 0,
        corrections: of.flatMap(({ at, before }) => correctionsIn(at, before ?? {})),
      },
    ]),
  )
}

function correctionsIn(at: number, before: Record<string, unknown>): Correction[] {
  return Object.entries(before).flatMap(([fact, value]) =>
    FACTS.has(fact) ? [{ at, fact: fact as Fact, before: textOf(value) }] : [],
  )
}

const FACTS: ReadonlySet<string> = new Set(['type', 'source', 'region', 'product', 'account', 'amount'])

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return null
  const { amount, currency } = value as { amount?: unknown; currency?: unknown }
  const minor = minorFrom(String(amount), String(currency))
  return minor === undefined ? null : `${minor} ${String(currency)}`
}

/** Whether people are told apart. */
export async function isPersonal(db: Queryable): Promise<boolean> {
  const [row] = await db<{ is: boolean }[]>`select is_personal as is from scoring_setting`
  return row?.is ?? false
}

export async function setPersonal(tx: Queryable, is: boolean, by: string, now: string): Promise<void> {
  await tx`insert into scoring_setting (is_personal, changed_at, changed_by) values (${is}, ${now}, ${by})
    on conflict (single) do update set is_personal = excluded.is_personal, changed_at = excluded.changed_at, changed_by = excluded.changed_by`
  if (!is) await tx`delete from scoring_person`
}

/** Everybody active who was not told yet can see their figures from now on; answers who these are. */
export async function showToAll(tx: Queryable, now: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    insert into scoring_person (person_id, shown_since)
    select p.id, ${now} from person p where p.deactivated_at is null and p.deleted_at is null
    on conflict (person_id) do nothing returning person_id as id`
  return rows.map(({ id }) => id)
}

export type Shown = { shownSince: string; openedAt: string | null }

export async function shownTo(db: Queryable, person: string): Promise<Shown | undefined> {
  const [row] = await db<Shown[]>`
    select shown_since as "shownSince", opened_at as "openedAt" from scoring_person where person_id = ${person}`
  return row
}

/** They look at their own figures; the first time counts. */
export async function noteOpened(tx: Queryable, person: string, now: string): Promise<void> {
  await tx`insert into scoring_person (person_id, shown_since, opened_at) values (${person}, ${now}, ${now})
    on conflict (person_id) do update set opened_at = coalesce(scoring_person.opened_at, excluded.opened_at)`
}
