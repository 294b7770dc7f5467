import {
  dayIn,
  type FieldRight,
  fieldRight,
  type Grant,
  mayDo,
  speaksFor,
  type Viewer,
} from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { ObjectDefinition } from '../../../objects/definition.ts'
import { targetOf } from '../../../objects/fields/index.ts'
import { objectNamed, type Registry } from '../../../objects/metadata.ts'
import { getRecords, titlesOf } from '../../../objects/store.ts'
import { peopleById, visibleStates } from '../../opportunities/index.ts'
import type { Pool } from '../../plan/contract.ts'
import type { Lying, PoolInView } from '../contract.ts'
import * as errors from '../errors.ts'
import { isMember } from '../rules/belonging.ts'
import { allowanceOf, type Claimer } from '../rules/claiming.ts'
import * as applications from '../store/applications.ts'
import * as claims from '../store/claims.ts'
import * as store from '../store/lying.ts'
import { blockedBy } from './claiming.ts'
import { poolsInForce } from './known.ts'

/** The pools I may claim from or keep, in the order of the plan. */
export async function myPools(context: Context): Promise<{ items: PoolInView[] }> {
  const { db, now, viewer, registry } = context
  const zone = registry.company.timeZone
  const [pools, [me], claimed] = await Promise.all([
    poolsInForce(db),
    claims.claimers(db, [viewer.personId], now),
    claims.claimedSince(db, [viewer.personId], dayIn(now, zone), zone),
  ])
  const mine = me ? pools.filter((pool) => isOpenTo(pool, me, viewer)) : []
  const keys = mine.map(({ key }) => key)
  const [counts, waiting, names] = await Promise.all([
    store.lyingCounts(db, keys),
    applications.waitingIn(db, keys),
    peopleById(
      db,
      mine.map(({ keeper }) => keeper),
    ),
  ])
  const today = new Map(claimed.map(({ pool, count }) => [pool, count]))
  const items = mine.map((pool): PoolInView => {
    const isKeeper = speaksFor(viewer, pool.keeper)
    return {
      key: pool.key,
      label: pool.label,
      keeper: { id: pool.keeper, name: names.get(pool.keeper)?.name ?? '' },
      mine: isKeeper,
      member: me !== undefined && mayClaim(viewer) && isMember(pool, me),
      claiming: pool.claiming,
      coolDownDays: pool.coolDownDays,
      lying: counts.get(pool.key) ?? { count: 0, more: false },
      applications: isKeeper ? (waiting.find((one) => one.pool === pool.key)?.count ?? 0) : 0,
      shows: shownTo(pool, viewer, registry).fields,
      allowance: allowanceOf(pool, me as Claimer, today.get(pool.key) ?? 0),
    }
  })
  return { items }
}

type Asked = {
  filter?: string | undefined
  search?: string | undefined
  sort: store.Sort
  cursor?: string | undefined
  limit: number
}

/**
 * What lies in a pool, as far as the pool shows it to its members; its keeper reads what their own roles let them. Refuses
 * `pools.no-such-pool`, `objects.bad-filter`, `objects.bad-cursor`; a field that is not shown is as unknown as one that does not exist.
 */
export async function lying(context: Context, key: string, { filter, search, ...page }: Asked) {
  const { db, now, viewer, registry } = context
  const [pools, [me]] = await Promise.all([poolsInForce(db), claims.claimers(db, [viewer.personId], now)])
  const pool = pools.find((one) => one.key === key)
  if (!pool || !me || !isOpenTo(pool, me, viewer)) throw errors.noPool({ pool: key })
  const shown = shownTo(pool, viewer, registry)
  const object = objectNamed(registry, 'opportunity')
  const asked = { object, registry, viewer: shown.viewer }
  const sort = page.sort === 'largest' && !shown.fields.includes('amount') ? 'newest' : page.sort
  const { rows, next } = await store.lyingPage(db, { ...asked, filter, search }, key, {
    ...page,
    sort,
    cursor: page.cursor,
  })
  const ids = rows.map(({ id }) => id)
  const [records, opening, blocked, applied] = await Promise.all([
    getRecords(db, asked, ids),
    visibleStates(db, context, ids),
    blockedBy(context, pool, me, ids),
    applications.openOf(db, viewer.personId, ids),
  ])
  const titled = await withTitles(context, object, records, shown.fields)
  const opens = new Set(opening.map(({ id }) => id))
  const items = rows.map(
    (row): Lying => ({
      id: row.id,
      number: row.number,
      stage: { key: row.stageKey, label: row.stageLabel },
      since: row.since,
      because: row.because,
      reason: row.reason,
      previousHolder: row.previousId && row.previous ? { id: row.previousId, name: row.previous } : null,
      record: titled.get(row.id) ?? {},
      opens: opens.has(row.id),
      blocked: blocked.get(row.id) ?? null,
      applied: applied.find(({ opportunityId }) => opportunityId === row.id) ?? null,
    }),
  )
  return {
    items: items.map(({ applied: mine, ...item }) => ({
      ...item,
      applied: mine && { id: mine.id, version: mine.version },
    })),
    ...(next ? { next } : {}),
  }
}

function mayClaim(viewer: Viewer): boolean {
  return mayDo(viewer, 'opportunity', 'claim')
}

function isOpenTo(pool: Pool, me: Claimer, viewer: Viewer): boolean {
  return viewer.admin || speaksFor(viewer, pool.keeper) || (mayClaim(viewer) && isMember(pool, me))
}

/** Whether members read the title of what lies there. */
export function showsTitle(pool: Pool | undefined): boolean {
  return pool?.shows.includes('title') === true
}

/**
 * How somebody looks into a pool: every row of it, and of each only the fields it shows that their roles do not hide; nothing of what
 * those point to, in no filter either. The keeper and administrators look as themselves.
 */
function shownTo(pool: Pool, viewer: Viewer, registry: Registry): { viewer: Viewer; fields: string[] } {
  const object = objectNamed(registry, 'opportunity')
  const whole = viewer.admin || viewer.personId === pool.keeper
  const names = object.fields
    .filter(
      (field) => (whole || pool.shows.includes(field.name)) && fieldRight(viewer, object, field) !== 'hidden',
    )
    .map(({ name }) => name)
  if (viewer.admin) return { viewer, fields: names }
  const open = new Set(names)
  const hidden = object.fields
    .filter(({ name }) => !open.has(name))
    .map(({ name }): [string, FieldRight] => [name, 'hidden'])
  const grant: Grant = {
    rights: new Set(['see']),
    scopes: [{ kind: 'all' }],
    fields: Object.fromEntries(hidden),
  }
  const { actsFor: _, heldOnly: __, ...own } = viewer
  return { viewer: { ...own, grants: { opportunity: grant } }, fields: names }
}

/** The shown fields of records; what they point to by its title, which is part of what the pool shows. */
async function withTitles(
  { db, viewer, registry }: Context,
  object: ObjectDefinition,
  records: readonly { id: string; [name: string]: unknown }[],
  fields: readonly string[],
): Promise<Map<string, Record<string, unknown>>> {
  const pointers = object.fields.filter(
    (field) => fields.includes(field.name) && targetOf(field) !== undefined,
  )
  const titles = new Map<string, string>()
  for (const field of pointers) {
    const ids = records.flatMap((record) => pointerIn(record[field.name])?.id ?? [])
    const found = await titlesOf(
      db,
      { viewer: { ...viewer, admin: true }, registry },
      targetOf(field) ?? '',
      ids,
    )
    for (const [id, title] of found) titles.set(id, title)
  }
  return new Map(
    records.map((record) => [
      record.id,
      Object.fromEntries(
        fields.map((name) => {
          const pointer = pointers.some((field) => field.name === name) ? pointerIn(record[name]) : undefined
          return [
            name,
            pointer ? { ...pointer, title: titles.get(pointer.id) ?? null } : (record[name] ?? null),
          ]
        }),
      ),
    ]),
  )
}

function pointerIn(value: unknown): { id: string } | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined
  return { ...value, id: String(value.id) }
}
