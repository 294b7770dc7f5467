import type { Queryable } from '../../platform/db/pool.ts'
import type { AbsenceKind } from './contract.ts'
import type { Away, Book, Standing } from './rules.ts'

export type AbsenceRow = Away & {
  id: string
  version: number
  person: string
  kind: AbsenceKind
  note: string | null
  deputy: string
}

const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`
const SELECT = `select a.id, a.version, a.person_id as "personId", p.name as person, a.kind, a.note, a.deputy_id as "deputyId",
  d.name as deputy, to_char(lower(a.during) at time zone 'UTC', ${INSTANT}) as "from",
  to_char(upper(a.during) at time zone 'UTC', ${INSTANT}) as until
  from absence a join person p on p.id = a.person_id join person d on d.id = a.deputy_id`

/** The absences of these people (of everybody where none are named) that touch the period, soonest first. */
export async function absencesBetween(
  db: Queryable,
  people: readonly string[] | null,
  from: string,
  until: string | null,
  limit: number,
): Promise<AbsenceRow[]> {
  return db<AbsenceRow[]>`${db.unsafe(SELECT)}
    where (${people === null} or a.person_id = any(${(people ?? []) as string[]}::uuid[])) and upper(a.during) > ${from}
      and (${until}::timestamptz is null or lower(a.during) < ${until}) order by lower(a.during), a.id limit ${limit}`
}

export async function absenceById(db: Queryable, id: string): Promise<AbsenceRow | undefined> {
  const [row] = await db<AbsenceRow[]>`${db.unsafe(SELECT)} where a.id = ${id}`
  return row
}

/** Those that somebody stands in for by name and that are not over at `at`. */
export async function absencesOfDeputy(db: Queryable, deputyId: string, at: string): Promise<AbsenceRow[]> {
  return db<AbsenceRow[]>`${db.unsafe(SELECT)} where a.deputy_id = ${deputyId} and upper(a.during) > ${at}
    order by lower(a.during), a.id`
}

/** Those that ended by then, after that; people who are away again at once are not back. */
export async function endedBetween(db: Queryable, since: string, until: string): Promise<AbsenceRow[]> {
  return db<
    AbsenceRow[]
  >`${db.unsafe(SELECT)} where upper(a.during) > ${since} and upper(a.during) <= ${until}
    and not exists (select 1 from absence n where n.person_id = a.person_id and n.during @> ${until}::timestamptz)
    order by a.id`
}

type Written = Pick<AbsenceRow, 'personId' | 'deputyId' | 'from' | 'until' | 'kind' | 'note'>

export async function insertAbsence(tx: Queryable, of: Written, by: string, at: string): Promise<string> {
  const [row] = await tx<{ id: string }[]>`
    insert into absence (person_id, during, kind, note, deputy_id, created_at, created_by, updated_at, updated_by)
    values (${of.personId}, tstzrange(${of.from}, ${of.until}), ${of.kind}, ${of.note}, ${of.deputyId}, ${at}, ${by}, ${at}, ${by})
    returning id`
  if (!row) throw new Error('the absence was not written')
  return row.id
}

export async function updateAbsence(
  tx: Queryable,
  id: string,
  of: Written,
  by: string,
  at: string,
): Promise<void> {
  await tx`update absence set during = tstzrange(${of.from}, ${of.until}), kind = ${of.kind}, note = ${of.note},
    deputy_id = ${of.deputyId}, version = version + 1, updated_at = ${at}, updated_by = ${by} where id = ${id}`
}

export async function deleteAbsence(tx: Queryable, id: string): Promise<void> {
  await tx`delete from absence where id = ${id}`
}

/** The first instant of each of these days for the company. */
export async function midnights(db: Queryable, days: readonly string[]): Promise<Map<string, string>> {
  const rows = await db<{ day: string; at: string }[]>`
    select d.day, to_char((d.day::date)::timestamp at time zone c.time_zone at time zone 'UTC', ${db.unsafe(INSTANT)}) as at
    from unnest(${days as string[]}::text[]) as d(day) cross join company c`
  return new Map(rows.map(({ day, at }) => [day, at]))
}

export type BookRow = Book & {
  /** The count of changes of who may see what that this was read under. */
  accessVersion: number
  names: ReadonlyMap<string, string>
}

/**
 * Absences that are not over at `at`, with everybody who could stand in for the absent and for `others`: deputies, managers, the keeper.
 * One query; its size is that of the absences.
 */
export async function bookAt(
  db: Queryable,
  at: string,
  others: readonly string[] = [],
  without: string | null = null,
): Promise<BookRow> {
  const [row] = await db<
    {
      accessVersion: number
      keeperId: string | null
      absences: Away[]
      people: (Standing & { name: string })[]
    }[]
  >`
    with recursive coming as materialized (
      select a.person_id, a.deputy_id, lower(a.during) as began, upper(a.during) as ends from absence a
      where upper(a.during) > ${at} and a.id is distinct from ${without}::uuid
    ), kept as materialized (
      select v.keeper_id from plan_version v where v.published_at is not null order by v.published_at desc, v.number desc limit 1
    ), near as (
      select p.id, p.name, p.manager_id, p.deactivated_at is null and p.deleted_at is null as active from person p
      where p.id in (select person_id from coming union select deputy_id from coming union select keeper_id from kept
                     union select unnest(${others as string[]}::uuid[]))
      union
      select p.id, p.name, p.manager_id, p.deactivated_at is null and p.deleted_at is null from person p join near n on p.id = n.manager_id
    )
    select c.access_version as "accessVersion", (select keeper_id from kept) as "keeperId",
      coalesce((select json_agg(json_build_object('personId', person_id, 'deputyId', deputy_id,
        'from', to_char(began at time zone 'UTC', ${db.unsafe(INSTANT)}),
        'until', to_char(ends at time zone 'UTC', ${db.unsafe(INSTANT)})) order by began, person_id) from coming), '[]') as absences,
      coalesce((select json_agg(json_build_object('id', id, 'name', name, 'managerId', manager_id, 'active', active)) from near), '[]') as people
    from company c`
  if (!row) return { accessVersion: 0, keeperId: '', absences: [], people: new Map(), names: new Map() }
  return {
    accessVersion: row.accessVersion,
    keeperId: row.keeperId ?? '',
    absences: row.absences,
    people: new Map(row.people.map((one) => [one.id, one])),
    names: new Map(row.people.map(({ id, name }) => [id, name])),
  }
}

export type Carried = { held: number; handOvers: number; tasks: number }

/** What somebody holds open, the hand-overs that wait for their word, and their open tasks. */
export async function carriedBy(db: Queryable, personId: string): Promise<Carried> {
  const [row] = await db<Carried[]>`
    select coalesce((select l.open::int from person_load l where l.person_id = ${personId}), 0) as held,
      (select count(*)::int from hand_over h join opportunity o on o.id = h.opportunity_id and o.deleted_at is null
       where h.state = 'offered'
         and ((h.to_person_id = ${personId} and not h.asked) or (h.from_person_id = ${personId} and h.asked))) as "handOvers",
      (select count(*)::int from task t where t.holder_id = ${personId} and t.done_at is null and t.deleted_at is null) as tasks`
  return row ?? { held: 0, handOvers: 0, tasks: 0 }
}
