import { type Condition, type Given, toSql, type Vocabulary } from '../engines/conditions/index.ts'
import { type Fragment, ident, joined, raw, sql } from '../kernel/fragment.ts'
import { columnOf, type Through } from './columns.ts'
import type { FieldDefinition, ObjectDefinition } from './definition.ts'
import { notAllowed } from './errors.ts'
import { objectNamed, type Registry, vocabularyOf } from './metadata.ts'

/** What may be done with an object, and the ownership verbs. */
export const RIGHTS = [
  'see',
  'create',
  'edit',
  'delete',
  'export',
  'route',
  'pass',
  'claim',
  'release',
  'takeBack',
] as const
export type Right = (typeof RIGHTS)[number]
export type FieldRight = 'hidden' | 'read' | 'write'

/** Which rows: several roles give several scopes, and any one of them is enough. */
export type Scope =
  | { kind: 'mine' }
  | { kind: 'reports' }
  | { kind: 'department' }
  | { kind: 'department-tree' }
  | { kind: 'all' }
  | { kind: 'condition'; condition: Condition }

/** What one viewer may do with one object, all roles put together (the most generous wins). */
export type Grant = {
  rights: ReadonlySet<Right>
  /** Rows that may be seen. */
  scopes: readonly Scope[]
  /** Fields that are not `write`; a field that is not named may be read and written. */
  fields: Readonly<Record<string, FieldRight>>
}

/** The person who asks, with everything the predicate needs. Made by features/permissions, cached per access version. */
export type Viewer = {
  personId: string
  name: string
  admin: boolean
  language: 'zh' | 'en'
  departmentId: string | null
  /** The person's department and every department below it. */
  departmentTree: readonly string[]
  /** Everyone who reports to the person, directly or not. */
  reports: readonly string[]
  functions: readonly string[]
  grants: Readonly<Record<string, Grant>>
  /** People who are away now and whom the viewer stands in for; each with what they themselves may do. */
  actsFor?: readonly Viewer[]
  /** Reaches only what they hold: how somebody is seen by whoever stands in for them. */
  heldOnly?: true
}

const NOTHING = raw('false')
const EVERYTHING = raw('true')

/** True where the viewer's roles, all together, give the right. An administrator has every right. */
export function mayDo(viewer: Viewer, object: string, right: Right): boolean {
  return viewer.admin || viewer.grants[object]?.rights.has(right) === true
}

/** Refuses `objects.not-allowed` where the viewer lacks the right. */
export function demandRight(viewer: Viewer, object: string, right: Right): void {
  if (!mayDo(viewer, object, right)) throw notAllowed({ object, right })
}

/** True where the viewer has the right on some record: by their own roles, or on what somebody holds for whom they stand in. */
export function mayReach(viewer: Viewer, object: string, right: Right): boolean {
  return mayDo(viewer, object, right) || standIns(viewer).some((other) => mayDo(other, object, right))
}

/** Refuses `objects.not-allowed` where the right reaches no record. Which ones it reaches says `rowPredicate`, asked with the right. */
export function demandReach(viewer: Viewer, object: string, right: Right): void {
  if (!mayReach(viewer, object, right)) throw notAllowed({ object, right })
}

/** True where the viewer has the right on a record that `holderId` holds and that they see. */
export function mayDoFor(viewer: Viewer, object: string, right: Right, holderId: string): boolean {
  if (mayDo(viewer, object, right)) return true
  return standIns(viewer).some((other) => other.personId === holderId && mayDo(other, object, right))
}

/** True where the viewer is this person, or stands in for them. */
export function speaksFor(viewer: Viewer, personId: string): boolean {
  return viewer.personId === personId || standIns(viewer).some((other) => other.personId === personId)
}

/** The viewer and everybody they stand in for. */
export function voicesOf(viewer: Viewer): string[] {
  return [viewer.personId, ...standIns(viewer).map(({ personId }) => personId)]
}

function standIns(viewer: Viewer): readonly Viewer[] {
  return viewer.actsFor ?? []
}

/** True where the viewer may know of records of this object at all. */
export function maySee(viewer: Viewer, object: ObjectDefinition): boolean {
  return object.belonging.kind === 'everyone' || mayReach(viewer, object.name, 'see')
}

/**
 * What the viewer may do with one field of an object they may see: by their own roles; where these show nothing of the object, as the
 * most restricted of those they stand in for.
 */
export function fieldRight(viewer: Viewer, object: ObjectDefinition, field: FieldDefinition): FieldRight {
  const granted = viewer.admin ? 'write' : grantedOn(viewer, object, field)
  return granted === 'write' && field.readOnly ? 'read' : granted
}

function grantedOn(viewer: Viewer, { name }: ObjectDefinition, field: FieldDefinition): FieldRight {
  const others = mayDo(viewer, name, 'see') ? [] : standIns(viewer).filter((one) => mayDo(one, name, 'see'))
  const all = (others.length > 0 ? others : [viewer]).map((one) => one.grants[name]?.fields[field.name])
  if (all.includes('hidden')) return 'hidden'
  return all.includes('read') ? 'read' : 'write'
}

/** The fields the viewer may read, in order. */
export function visibleFields(viewer: Viewer, object: ObjectDefinition): FieldDefinition[] {
  return object.fields.filter((field) => fieldRight(viewer, object, field) !== 'hidden')
}

/** The fields the viewer may write, in order. */
export function writableFields(viewer: Viewer, object: ObjectDefinition): FieldDefinition[] {
  return object.fields.filter((field) => fieldRight(viewer, object, field) === 'write')
}

/** What the viewer's own conditions may name: nothing hidden, here or one step away. */
export function vocabularyFor(viewer: Viewer, registry: Registry, object: string): Vocabulary {
  const ofRegistry = vocabularies.get(registry) ?? new WeakMap<Viewer, Map<string, Vocabulary>>()
  vocabularies.set(registry, ofRegistry)
  const known = ofRegistry.get(viewer) ?? new Map<string, Vocabulary>()
  ofRegistry.set(viewer, known)
  const found = known.get(object)
  if (found) return found
  const isKnown = (owner: ObjectDefinition, field: FieldDefinition) =>
    maySee(viewer, owner) && fieldRight(viewer, owner, field) !== 'hidden'
  const made = vocabularyOf(registry, object, isKnown)
  known.set(object, made)
  return made
}

/** Made once for each viewer of a registry; both are values that are replaced, never changed. */
const vocabularies = new WeakMap<Registry, WeakMap<Viewer, Map<string, Vocabulary>>>()

/** Which referenced rows the viewer's own conditions, sorts and titles may read. */
export function throughFor(viewer: Viewer, registry: Registry): Through {
  return (object, alias) => {
    const predicate = predicateOf(viewer, object, registry, alias)
    return predicate === EVERYTHING ? undefined : predicate
  }
}

/** The moment of a condition: now, and today in the company's zone. */
export function givenFor(registry: Registry, me: string): Given {
  const now = registry.clock.now()
  return { now, today: dayIn(now, registry.company.timeZone), me }
}

/**
 * Which rows of `object`, standing in the query as `alias`, the viewer may see: the one predicate on every road.
 * Scopes, participation and what is seen through other records are put together; without the right to see there are none.
 * Who stands in for somebody sees what they hold as well, as far as they themselves see it. With another `right`: the rows of those
 * on which the viewer has it. Says nothing of deleted rows.
 */
export function rowPredicate(
  viewer: Viewer,
  object: string,
  registry: Registry,
  alias: string,
  use: Use = 'searched',
  right: Right = 'see',
): Fragment {
  return predicateOf(viewer, objectNamed(registry, object), registry, alias, use, right)
}

/** True where the viewer sees every row, whatever it holds. */
export function seesAll(viewer: Viewer, object: ObjectDefinition, registry: Registry): boolean {
  return predicateOf(viewer, object, registry, 'r') === EVERYTHING
}

/** `searched`: rows are looked for by the predicate. `asked`: they are known by their ids, and only asked whether they may be seen. */
type Use = 'searched' | 'asked'

function predicateOf(
  viewer: Viewer,
  object: ObjectDefinition,
  registry: Registry,
  alias: string,
  use: Use = 'asked',
  right: Right = 'see',
): Fragment {
  if (viewer.admin || object.belonging.kind === 'everyone') return EVERYTHING
  const { name, belonging } = object
  const granted = (one: Viewer) => mayDo(one, name, 'see') && mayDo(one, name, right)
  const isOwn = !viewer.heldOnly && granted(viewer)
  const others = viewer.heldOnly ? [viewer].filter(granted) : standIns(viewer).filter(granted)
  if (!isOwn && others.length === 0) return NOTHING
  // whoever sees an object by their own roles sees it through everything they see, what others hold included
  const through = isOwn ? [viewer] : others
  if (belonging.kind === 'through')
    return anyOf(through.map((one) => seenThrough(one, registry, alias, belonging.object, belonging.column)))
  const scopes = isOwn ? (viewer.grants[name]?.scopes ?? []) : []
  if (scopes.some((scope) => scope.kind === 'all')) return EVERYTHING
  const [whole, partly] = parted(others, (one) => one.grants[name]?.scopes.some(isOfPeople) === true)
  const people = ofPeople(viewer, scopes, whole)
  const holder = ident(`${alias}.${belonging.column}`)
  const conditions = [
    ...conditionsOf(viewer, scopes, object, registry, alias),
    ...partly.map((one) => {
      const theirs = conditionsOf(one, one.grants[name]?.scopes ?? [], object, registry, alias)
      return theirs.length === 0 ? NOTHING : sql`(${holder} = ${one.personId}::uuid and ${anyOf(theirs)})`
    }),
  ]
  const ways = [...(people ? [sql`${holder} = ${people.one}`] : []), ...conditions]
  if (belonging.participation && isOwn) {
    const { table, record, person, during } = belonging.participation
    const helped = sql`select ${ident(record)} from ${ident(table)} where ${ident(person)} = ${viewer.personId}::uuid and upper_inf(${ident(during)})`
    const isHelped = sql`${ident(`${alias}.id`)} = any(array(${helped}))` // read once, then an index is asked
    if (
      use === 'searched' &&
      people &&
      conditions.length === 0 &&
      !belonging.orThrough &&
      !belonging.alsoThrough?.length
    ) {
      // the case keeps the planner from fetching every row for an `or` over two indexes
      const held = heldByThem(object, holder, people.all, helped)
      return sql`(${held} and case when ${holder} = ${people.one} then true else ${isHelped} end)`
    }
    ways.push(isHelped)
  }
  const { orThrough, alsoThrough = [] } = belonging
  for (const one of through) {
    if (orThrough) ways.push(seenThrough(one, registry, alias, orThrough.object, orThrough.column))
    for (const other of alsoThrough) ways.push(seenByPointer(one, registry, alias, other))
  }
  return anyOf(ways)
}

const PEOPLE = new Set<Scope['kind']>(['mine', 'reports', 'department', 'department-tree', 'all'])

/** A scope that what somebody holds themselves lies in, whatever it is. */
function isOfPeople({ kind }: Scope): boolean {
  return PEOPLE.has(kind)
}

function conditionsOf(
  viewer: Viewer,
  scopes: readonly Scope[],
  object: ObjectDefinition,
  registry: Registry,
  alias: string,
): Fragment[] {
  const given = givenFor(registry, viewer.personId)
  return scopes.flatMap((scope) =>
    scope.kind === 'condition'
      ? [sql`(${toSql(scope.condition, columnOf(registry.objects, object, alias), given)})`]
      : [],
  )
}

function parted<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))]
}

/**
 * Whose rows they can be at all: those of the viewer's people, and of whoever holds what the viewer helps with. It follows from the
 * predicate and says nothing new, but an index on the holder can be entered by it, which an `or` over two columns would not.
 */
function heldByThem(
  object: ObjectDefinition,
  holder: Fragment,
  people: Fragment,
  helped: Fragment,
): Fragment {
  const { belonging } = object
  const column = belonging.kind === 'person' ? belonging.column : 'id'
  return sql`${holder} = any(array(${people} union select ${ident(`h.${column}`)} from ${ident(object.table)} h where h.id = any(array(${helped}))))`
}

/** The people the scopes are about, and `others`: as the right side of `=`, and as a query. Undefined where there are none. */
function ofPeople(
  viewer: Viewer,
  scopes: readonly Scope[],
  others: readonly Viewer[],
): { one: Fragment; all: Fragment } | undefined {
  const kinds = new Set(scopes.map((scope) => scope.kind))
  const own = scopes.some(isOfPeople)
  if (!own && others.length === 0) return undefined
  const people = [
    ...(own ? [viewer.personId] : []),
    ...(kinds.has('reports') ? viewer.reports : []),
    ...others.map(({ personId }) => personId),
  ]
  const departments = new Set([
    ...(kinds.has('department') && viewer.departmentId ? [viewer.departmentId] : []),
    ...(kinds.has('department-tree') ? viewer.departmentTree : []),
  ])
  const named = sql`select unnest(${people}::uuid[])`
  if (departments.size === 0)
    return {
      one: people.length === 1 ? sql`${people[0]}::uuid` : sql`any(${people}::uuid[])`,
      all: named,
    }
  const all = sql`${named} union select id from person where department_id = any(${[...departments]}::uuid[])`
  return { one: sql`any(array(${all}))`, all }
}

/** A row that points to a record the viewer may see. */
function seenThrough(
  viewer: Viewer,
  registry: Registry,
  alias: string,
  name: string,
  column: string,
): Fragment {
  const target = objectNamed(registry, name)
  const t = `${alias}_t`
  const visible = predicateOf(viewer, target, registry, t)
  if (visible === NOTHING) return NOTHING
  return sql`exists (select 1 from ${ident(target.table)} ${ident(t)} where ${ident(`${t}.id`)} = ${ident(`${alias}.${column}`)}
    ${alive(target, t)} and ${visible})`
}

/** A row that a record the viewer may see points to. */
function seenByPointer(
  viewer: Viewer,
  registry: Registry,
  alias: string,
  { object, column }: { object: string; column: string },
): Fragment {
  const source = objectNamed(registry, object)
  const s = `${alias}_s`
  const visible = predicateOf(viewer, source, registry, s)
  if (visible === NOTHING) return NOTHING
  return sql`exists (select 1 from ${ident(source.table)} ${ident(s)} where ${ident(`${s}.${column}`)} = ${ident(`${alias}.id`)}
    ${alive(source, s)} and ${visible})`
}

/** True where whoever sees a record of `source` sees what its `field` points to for that alone. */
export function isSeenFrom(
  viewer: Viewer,
  target: ObjectDefinition,
  source: ObjectDefinition,
  field: FieldDefinition,
): boolean {
  if (target.belonging.kind !== 'person' || !mayDo(viewer, target.name, 'see')) return false
  const ways = target.belonging.alsoThrough ?? []
  return ways.some(({ object, column }) => object === source.name && column === field.column)
}

/** Rows that were not deleted, as the rest of an `and`. */
export function alive(object: ObjectDefinition, alias: string): Fragment {
  return object.deletable ? sql`and ${ident(`${alias}.deleted_at`)} is null` : raw('')
}

function anyOf(given: readonly Fragment[]): Fragment {
  const ways = given.filter((way) => way !== NOTHING)
  if (ways.length === 0) return NOTHING
  return ways.length === 1 ? sql`${ways[0]}` : sql`(${joined(ways, ' or ')})`
}

const DAYS = new Map<string, Intl.DateTimeFormat>() // making one costs more than a whole query

/** The day an instant is on in a time zone, `2026-11-27`. */
export function dayIn(instant: string, timeZone: string): string {
  const known = DAYS.get(timeZone)
  const format =
    known ?? new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  if (!known) DAYS.set(timeZone, format)
  return format.format(new Date(instant))
}
