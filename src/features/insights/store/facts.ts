import type { Facts } from '../../../engines/mining/facts.ts'
import { instantOf } from '../../../kernel/time.ts'
import { insertMany } from '../../../platform/db/copy.ts'
import type { Queryable } from '../../../platform/db/pool.ts'

/** True where anything is to be counted anew. */
export async function isAnyMarked(db: Queryable): Promise<boolean> {
  const [row] = await db<{ any: boolean }[]>`select exists (select from fact_stale) as any`
  return row?.any === true
}

/** How many are to be counted anew, up to `most`. */
export async function markedCount(db: Queryable, most: number): Promise<number> {
  const [row] = await db<{ count: number }[]>`
    select count(*)::int as count from (select distinct opportunity_id from fact_stale limit ${most}) m`
  return row?.count ?? 0
}

/** True for the one transaction that counts now; false where another does. */
export async function isMine(tx: Queryable): Promise<boolean> {
  const [row] = await tx<{ mine: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtext('baton.count-facts')) as mine`
  return row?.mine === true
}

/** Takes the oldest marks away; answers whose they were, each once. */
export async function takeMarks(tx: Queryable, most: number): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    with taken as (
      delete from fact_stale where opportunity_id in (select opportunity_id from fact_stale order by id limit ${most})
      returning opportunity_id
    ) select distinct opportunity_id as id from taken`
  return rows.map(({ id }) => id)
}

/** Marks everything to be counted anew. */
export async function markAll(db: Queryable): Promise<void> {
  await db`insert into fact_stale (opportunity_id) select id from opportunity where deleted_at is null`
}

/** Opportunities are there that nobody ever counted and nobody marked: they came by a road past the triggers. */
export async function isNothingCounted(db: Queryable): Promise<boolean> {
  const [row] = await db<
    { nothing: boolean }[]
  >`select exists (select from opportunity where deleted_at is null)
    and not exists (select from opportunity_fact) and not exists (select from fact_stale) as nothing`
  return row?.nothing === true
}

const SUMS = [
  ['hand_overs', 'handOvers'],
  ['answered', 'answered'],
  ['answer_minutes', 'answerMinutes'],
  ['accepted', 'accepted'],
  ['declined', 'declined'],
  ['follow_ups', 'followUps'],
  ['steps_over', 'stepsOver'],
  ['steps_kept', 'stepsKept'],
  ['limits_over', 'limitsOver'],
  ['limits_kept', 'limitsKept'],
  ['waiting_minutes', 'waitingMinutes'],
  ['worked_minutes', 'workedMinutes'],
] as const
const SUM_COLUMNS = SUMS.map(([name]) => ({ name, type: name.endsWith('minutes') ? 'float8' : 'int4' }))
const WHOLE_COLUMNS = [
  { name: 'opportunity_id', type: 'uuid' },
  { name: 'stages', type: 'int4' },
  { name: 'people', type: 'int4' },
  { name: 'first_follow_up_at', type: 'timestamptz' },
  { name: 'first_contact_minutes', type: 'float8' },
  ...SUM_COLUMNS,
]
const PART_COLUMNS = [
  { name: 'opportunity_id', type: 'uuid' },
  { name: 'stage', type: 'text' },
  { name: 'person_id', type: 'uuid' },
  { name: 'function', type: 'text' },
  { name: 'department_id', type: 'uuid' },
  { name: 'is_first', type: 'boolean' },
  { name: 'went_on', type: 'boolean' },
  { name: 'ended', type: 'text' },
  { name: 'visits_left', type: 'int4' },
  { name: 'dwell_days', type: 'float8' },
  ...SUM_COLUMNS,
]

/** Puts the facts of some opportunities in the place of what was known of `ids`; those without any are gone. Four statements. */
export async function replace(
  tx: Queryable,
  ids: readonly string[],
  facts: readonly (Facts & { id: string })[],
): Promise<void> {
  await tx`delete from opportunity_part where opportunity_id = any(${[...ids]}::uuid[])`
  await tx`delete from opportunity_fact where opportunity_id = any(${[...ids]}::uuid[])`
  await insertMany(
    tx,
    'opportunity_fact',
    WHOLE_COLUMNS,
    facts.map(({ id, whole }) => [
      id,
      whole.stages,
      whole.people,
      whole.firstFollowUpAt === null ? null : instantOf(whole.firstFollowUpAt),
      whole.firstContactMinutes,
      ...SUMS.map(([, name]) => whole[name]),
    ]),
  )
  await insertMany(
    tx,
    'opportunity_part',
    PART_COLUMNS,
    facts.flatMap(({ id, parts }) =>
      parts.map((part) => [
        id,
        part.stage,
        part.person,
        part.function,
        part.department,
        part.isFirst,
        part.wentOn,
        part.ended,
        part.visitsLeft,
        part.dwellDays,
        ...SUMS.map(([, name]) => part[name]),
      ]),
    ),
  )
}
