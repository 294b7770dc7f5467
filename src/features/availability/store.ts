import type { Queryable } from '../../platform/db/pool.ts'
import type { CalendarInput, Shift, WorkingCalendar } from './contract.ts'

const CALENDAR = `
  c.id, c.version, c.name, c.time_zone as "timeZone", c.week, c.exceptions, c.is_default as "isDefault",
  case when c.country is null then null else jsonb_build_object('country', c.country, 'region', c.region) end as holidays,
  (select count(*)::int from person_calendar x where x.calendar_id = c.id) as people,
  (select count(*)::int from department_calendar x where x.calendar_id = c.id) as departments`

/** Every calendar, the company's first, then by name. */
export async function calendars(db: Queryable): Promise<WorkingCalendar[]> {
  return db<WorkingCalendar[]>`
    select ${db.unsafe(CALENDAR)} from working_calendar c order by c.is_default desc, c.name, c.id limit 1000`
}

export async function calendarById(db: Queryable, id: string): Promise<WorkingCalendar | undefined> {
  const [row] = await db<
    WorkingCalendar[]
  >`select ${db.unsafe(CALENDAR)} from working_calendar c where c.id = ${id}`
  return row
}

/** Adds a calendar; answers its id. */
export async function insertCalendar(
  tx: Queryable,
  calendar: CalendarInput,
  isDefault: boolean,
  by: string | null,
  at: string,
): Promise<string> {
  const [row] = await tx<{ id: string }[]>`
    insert into working_calendar (name, time_zone, week, country, region, exceptions, is_default, created_at, created_by, updated_at, updated_by)
    values (${calendar.name}, ${calendar.timeZone}, ${JSON.stringify(calendar.week)}::text::jsonb, ${calendar.holidays?.country ?? null},
      ${calendar.holidays?.region ?? null}, ${JSON.stringify(calendar.exceptions)}::text::jsonb, ${isDefault}, ${at}, ${by}, ${at}, ${by})
    returning id`
  return row?.id ?? ''
}

export async function updateCalendar(
  tx: Queryable,
  id: string,
  calendar: CalendarInput,
  by: string,
  at: string,
): Promise<void> {
  await tx`update working_calendar set name = ${calendar.name}, time_zone = ${calendar.timeZone},
    week = ${JSON.stringify(calendar.week)}::text::jsonb, country = ${calendar.holidays?.country ?? null},
    region = ${calendar.holidays?.region ?? null}, exceptions = ${JSON.stringify(calendar.exceptions)}::text::jsonb,
    version = version + 1, updated_at = ${at}, updated_by = ${by} where id = ${id}`
}

export async function deleteCalendar(tx: Queryable, id: string): Promise<void> {
  await tx`delete from working_calendar where id = ${id}`
}

/** Makes one calendar the company's in place of the one before. */
export async function makeDefault(tx: Queryable, id: string, by: string, at: string): Promise<void> {
  await tx`update working_calendar set is_default = false, version = version + 1, updated_at = ${at}, updated_by = ${by}
    where is_default and id <> ${id}`
  await tx`update working_calendar set is_default = true, version = version + 1, updated_at = ${at}, updated_by = ${by}
    where id = ${id} and not is_default`
}

type Given = { id: string; name: string; calendar: string }

export async function givenDepartments(db: Queryable): Promise<Given[]> {
  return db<
    Given[]
  >`select d.id, d.name, c.calendar_id as calendar from department_calendar c join department d on d.id = c.department_id
    where d.deleted_at is null order by d.name, d.id`
}

export async function givenPeople(db: Queryable): Promise<Given[]> {
  return db<
    Given[]
  >`select p.id, p.name, c.calendar_id as calendar from person_calendar c join person p on p.id = c.person_id
    where p.deleted_at is null order by p.name, p.id`
}

export async function nameOfDepartment(tx: Queryable, id: string): Promise<string | undefined> {
  const [row] = await tx<
    { name: string }[]
  >`select name from department where id = ${id} and deleted_at is null`
  return row?.name
}

export async function nameOfPerson(tx: Queryable, id: string): Promise<string | undefined> {
  const [row] = await tx<{ name: string }[]>`select name from person where id = ${id} and deleted_at is null`
  return row?.name
}

/** Gives a department a calendar, or takes it away; answers the one it had. */
export async function giveDepartment(
  tx: Queryable,
  id: string,
  calendar: string | null,
): Promise<string | null> {
  const [before] = await tx<
    { id: string }[]
  >`select calendar_id as id from department_calendar where department_id = ${id}`
  if (calendar === null) await tx`delete from department_calendar where department_id = ${id}`
  else
    await tx`insert into department_calendar (department_id, calendar_id) values (${id}, ${calendar})
      on conflict (department_id) do update set calendar_id = excluded.calendar_id`
  return before?.id ?? null
}

/** Gives a person a calendar, or takes it away; answers the one they had. */
export async function givePerson(tx: Queryable, id: string, calendar: string | null): Promise<string | null> {
  const [before] = await tx<
    { id: string }[]
  >`select calendar_id as id from person_calendar where person_id = ${id}`
  if (calendar === null) await tx`delete from person_calendar where person_id = ${id}`
  else
    await tx`insert into person_calendar (person_id, calendar_id) values (${id}, ${calendar})
      on conflict (person_id) do update set calendar_id = excluded.calendar_id`
  return before?.id ?? null
}

export type Whose = {
  calendar: string
  because: 'person' | 'department' | 'company'
  department: { id: string; name: string } | null
}

/** Whose calendar a person has, and by what; undefined where there is no such person. */
export async function calendarOf(db: Queryable, personId: string): Promise<Whose | undefined> {
  const [row] = await db<Whose[]>`
    with recursive up as (
      select d.id, d.name, d.parent_id, 0 as steps from department d join person p on p.department_id = d.id where p.id = ${personId}
      union all
      select d.id, d.name, d.parent_id, up.steps + 1 from department d join up on up.parent_id = d.id
    ), nearest as (
      select up.id, up.name, c.calendar_id from up join department_calendar c on c.department_id = up.id order by up.steps limit 1
    )
    select coalesce(o.calendar_id, n.calendar_id, s.id) as calendar,
      case when o.calendar_id is not null then 'person' when n.calendar_id is not null then 'department' else 'company' end as because,
      case when o.calendar_id is null and n.id is not null then jsonb_build_object('id', n.id, 'name', n.name) end as department
    from person p left join person_calendar o on o.person_id = p.id left join nearest n on true
      join working_calendar s on s.is_default
    where p.id = ${personId} and p.deleted_at is null`
  return row
}

export type Snapshot = {
  calendars: (Pick<CalendarInput, 'timeZone' | 'week' | 'holidays' | 'exceptions'> & {
    id: string
    isDefault: boolean
  })[]
  /** Who has which calendar, by person or department; those left out have the company's. */
  whose: Record<string, string>
  /** False in a transaction that has itself moved the access counter: what it reads may yet come to nothing. */
  isSettled: boolean
}

/** Every calendar and who has which. One query. */
export async function snapshot(db: Queryable): Promise<Snapshot> {
  const [row] = await db<Snapshot[]>`
    with recursive given as (
      select d.id, c.calendar_id from department d left join department_calendar c on c.department_id = d.id where d.parent_id is null
      union all
      select d.id, coalesce(c.calendar_id, g.calendar_id) from department d join given g on g.id = d.parent_id
        left join department_calendar c on c.department_id = d.id
    )
    select (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'timeZone', c.time_zone, 'week', c.week, 'exceptions', c.exceptions,
        'isDefault', c.is_default, 'holidays',
        case when c.country is null then null else jsonb_build_object('country', c.country, 'region', c.region) end)), '[]')
        from working_calendar c) as calendars,
      (select s.xmin::text::bigint is distinct from pg_current_xact_id_if_assigned()::text::numeric % 4294967296 from company s) as "isSettled",
      (select coalesce(jsonb_object_agg(p.id, coalesce(o.calendar_id, g.calendar_id)), '{}') from person p
        left join person_calendar o on o.person_id = p.id left join given g on g.id = p.department_id
        where coalesce(o.calendar_id, g.calendar_id) is not null) as whose`
  if (!row) throw new Error('no calendars')
  return row
}

/** The counter that moves with every change of calendars and of who is where. */
export async function accessVersion(db: Queryable): Promise<number> {
  const [row] = await db<{ version: number }[]>`select access_version as version from company`
  return row?.version ?? 0
}

/** The days of people's rotas in a period, both ends included. One query. */
export async function shiftsOf(
  db: Queryable,
  people: readonly string[],
  from: string,
  until: string,
): Promise<(Shift & { person: string })[]> {
  return db<(Shift & { person: string })[]>`
    select person_id as person, to_char(day, 'YYYY-MM-DD') as day, hours from shift
    where person_id = any(${people as string[]}::uuid[]) and day between ${from}::date and ${until}::date order by person_id, day`
}

/** Sets a person's rota in a period: the days given are there afterwards and no others. */
export async function replaceShifts(
  tx: Queryable,
  person: string,
  from: string,
  until: string,
  shifts: readonly Shift[],
): Promise<void> {
  await tx`delete from shift where person_id = ${person} and day between ${from}::date and ${until}::date`
  if (shifts.length === 0) return
  await tx`insert into shift (person_id, day, hours)
    select ${person}, x.day, x.hours from jsonb_to_recordset(${JSON.stringify(shifts)}::text::jsonb) as x(day date, hours jsonb)`
}
