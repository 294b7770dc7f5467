import type { History } from '../../engines/mining/history.ts'
import { sql } from '../../kernel/fragment.ts'
import { visibleFields } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import { objectNamed, type Registry } from '../../objects/metadata.ts'
import { rowsWhere } from '../../objects/query/asked.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { noteReadFrom } from '../../platform/request-scope.ts'
import { notFound } from '../opportunities/index.ts'
import * as store from './store.ts'

/** How many histories come in one batch: some ten megabytes. */
const BATCH = 2000

export type HistoryOptions = store.Which & {
  /** CEL over opportunities. */
  filter?: string | undefined
  /** No more than so many, those made last. */
  most?: number | undefined
  /** Only what comes behind this id: where an earlier reading stopped. */
  after?: string | undefined
  batch?: number
}

type Work = (batch: History[]) => unknown

/**
 * Hands how opportunities went to `work`, in batches, the newest id first: those the viewer may see, that pass the filter and fall into
 * the period. What the viewer may not read of them is null. Answers how many there were. Refuses `objects.bad-filter`.
 *
 * One statement a batch, read from a standby where there is one, the next while `work` has this one: memory stays the same, whatever
 * their number. Each history is of one moment; batches are of moments a little apart.
 */
export async function eachHistory(context: Context, options: HistoryOptions, work: Work): Promise<number> {
  const { viewer, registry } = context
  const object = objectNamed(registry, 'opportunity')
  const rows = rowsWhere({ object, viewer, registry, filter: options.filter })
  const which = sql`${rows} and ${store.whichOf(options, registry.company.timeZone)}`
  const page: Page = async (asked) => {
    const { result, from } = await context.read((db) =>
      store.page(db, which, { ...asked, veiled: veiledFrom(context) }),
    )
    noteReadFrom(from)
    return result
  }
  return inBatches(page, options, work)
}

/** The same for work in the background: every opportunity of the company, with everything of it. Show nobody what it finds without asking what they may see. */
export async function everyHistory(
  { db, registry }: { db: Queryable; registry: Registry },
  options: Omit<HistoryOptions, 'filter'>,
  work: Work,
): Promise<number> {
  const which = store.whichOf(options, registry.company.timeZone)
  return inBatches((asked) => store.page(db, which, { ...asked, veiled: new Set() }), options, work)
}

/** How one opportunity went. Refuses `opportunities.not-found` where the viewer may not see it. */
export async function historyOf(context: Context, id: string): Promise<History> {
  const { viewer, registry, db } = context
  const rows = rowsWhere({ object: objectNamed(registry, 'opportunity'), viewer, registry })
  const which = sql`r.id = ${id}::uuid and ${rows}`
  const [found] = await store.page(db, which, { limit: 1, veiled: veiledFrom(context) })
  if (!found) throw notFound({ id })
  return found
}

type Page = (asked: { after?: string | undefined; limit: number }) => Promise<History[]>

async function inBatches(
  page: Page,
  { most = Number.POSITIVE_INFINITY, batch = BATCH, after: first }: HistoryOptions,
  work: Work,
): Promise<number> {
  let count = 0
  let next: Promise<History[]> | undefined = page({ after: first, limit: Math.min(batch, most) })
  while (next) {
    const histories: History[] = await next
    count += histories.length
    const limit = Math.min(batch, most - count)
    const after = histories.at(-1)?.id
    next = after !== undefined && histories.length === batch && limit > 0 ? page({ after, limit }) : undefined
    next?.catch(() => {}) // thrown where it is awaited; nobody awaits it where `work` has thrown
    if (histories.length > 0) await work(histories)
  }
  return count
}

function veiledFrom({ viewer, registry }: Context): store.Veiled {
  const visible = new Set(visibleFields(viewer, objectNamed(registry, 'opportunity')).map(({ name }) => name))
  return new Set(store.VEILED.filter((name) => !visible.has(name)))
}

/** Everybody by id, those who have left among them. */
export async function peopleOf(db: Queryable): Promise<ReadonlyMap<string, store.Person>> {
  return new Map((await store.people(db)).map((person) => [person.id, person]))
}

/** Every stage by its key, as it was published last. */
export async function stagesOf(db: Queryable): Promise<ReadonlyMap<string, store.StageFacts>> {
  return new Map((await store.stages(db)).map((stage) => [stage.key, stage]))
}
