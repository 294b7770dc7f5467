import { nameIndex } from '../../../engines/tabular/names.ts'
import { visibleFields } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import { getRecord, listRecords, type RecordJson, titlesOf } from '../../../objects/store.ts'
import { findVisible, visibleStates } from '../../opportunities/index.ts'
import type { Duplicates } from '../contract.ts'
import * as errors from '../errors.ts'
import { type Sameness, siteOf, whySameAccount, whySameOpportunity } from '../rules.ts'
import * as store from '../store.ts'

const MOST = 20

/**
 * Open opportunities that may be the same as one the viewer may see. Of those they may not see it says only that they are there and
 * whom to ask.
 */
export async function ofOpportunity(context: Context, id: string): Promise<Duplicates> {
  await findVisible(context.db, context, id)
  const object = objectNamed(context.registry, 'opportunity')
  const everything = { ...context, viewer: { ...context.viewer, admin: true }, object }
  const own = await getRecord(context.db, everything, id)
  const kin = await store.splitKin(context.db, id)
  const found = new Map<string, RecordJson>()
  for (const question of questionsOf(own)) {
    const fields = ['holder', 'account', 'product', 'companyName', 'contactPhone', 'contactEmail']
    const { items } = await listRecords(context.db, { ...everything, ...question, fields, limit: MOST })
    for (const item of items) if (item.id !== id && !kin.has(item.id)) found.set(item.id, item)
  }
  const same = [...found.values()].flatMap((one) => {
    const because = whySameOpportunity(own, one)
    return because.length > 0 ? [{ one, because }] : []
  })
  const states = await visibleStates(
    context.db,
    context,
    same.map(({ one }) => one.id),
  )
  const seen = new Map(states.map((state) => [state.id, state]))
  const readable = new Set(visibleFields(context.viewer, object).map(({ name }) => name))
  return sorted(
    same.slice(0, MOST).map(({ one, because }) => {
      const state = seen.get(one.id)
      const number = state && readable.has('number') ? state.number : null
      const title = state && readable.has('title') ? state.title : null
      return { id: one.id, isSeen: state !== undefined, number, title, holder: holderOf(one), because }
    }),
  )
}

/** Each an indexed question: the same account, or the same phone, e-mail or company among what opportunities are found by. */
function questionsOf(own: RecordJson) {
  const account = typeof own['account'] === 'object' && own['account'] !== null ? own['account'] : undefined
  const searched = [own['contactPhone'], own['companyName']].filter(
    (value) => typeof value === 'string' && value.trim().length > 1,
  )
  return [
    ...(account && 'id' in account
      ? [{ filter: `account == ${JSON.stringify(account.id)} && isOpen == true` }]
      : []),
    ...searched.map((search) => ({ search: String(search), filter: 'isOpen == true' })),
  ]
}

function holderOf(one: RecordJson): { id: string; name: string } | null {
  const holder = one['holder'] as { id?: string; title?: string | null } | null
  return holder?.id ? { id: holder.id, name: holder.title ?? '' } : null
}

/** Accounts that may be the same as one the viewer may see: near names, the same phone or site. */
export async function ofAccount(context: Context, id: string): Promise<Duplicates> {
  const object = objectNamed(context.registry, 'account')
  await getRecord(context.db, { ...context, object }, id)
  const own = await getRecord(
    context.db,
    { ...context, viewer: { ...context.viewer, admin: true }, object },
    id,
  )
  const name = String(own['name'] ?? '')
  const phone =
    typeof own['phone'] === 'string'
      ? own['phone']
          .replaceAll(/[\\%_]/g, '')
          .trim()
          .toLowerCase()
      : ''
  const candidates = [
    ...(await store.alike(context.db, id, name, name.normalize('NFKC').toLowerCase(), 100)),
    ...(await store.reachedBy(context.db, id, { phone, site: siteOf(own['website']) }, MOST)),
  ]
  const known = new Map(candidates.map((one) => [one.id, one]))
  const index = nameIndex([...known.values()].map((one) => one.name))
  const likeness = new Map(index.near(name, known.size + 1).map((near) => [near.name, near.score]))
  const same = [...known.values()]
    .map((one) => ({ one, because: whySameAccount(own, one, likeness.get(one.name) ?? 0) }))
    .filter(({ because }) => because.length > 0)
    .sort((a, b) => (likeness.get(b.one.name) ?? 0) - (likeness.get(a.one.name) ?? 0))
    .slice(0, MOST)
  const ids = same.map(({ one }) => one.id)
  const [seen, holders, titles] = await Promise.all([
    store.seenAccounts(context.db, context, ids),
    store.accountHolders(context.db, ids),
    titlesOf(context.db, context, 'account', new Set(ids)),
  ])
  return sorted(
    same.map(({ one, because }) => ({
      id: one.id,
      isSeen: seen.has(one.id),
      number: null,
      title: titles.get(one.id) ?? null,
      holder: holders.get(one.id) ?? null,
      because,
    })),
  )
}

type Found = {
  id: string
  isSeen: boolean
  number: number | null
  title: string | null
  holder: { id: string; name: string } | null
  because: Sameness[]
}

function sorted(found: readonly Found[]): Duplicates {
  const items = found.filter(({ isSeen }) => isSeen)
  const unseen = found.filter(({ isSeen }) => !isSeen)
  return {
    items: items.map(({ id, number, title, holder, because }) => ({ id, number, title, holder, because })),
    unseen: unseen.map(({ holder }) => ({ holder })),
  }
}

/** Into which opportunity one was merged in the end, where the viewer may see that one. */
export async function survivor(context: Context, id: string) {
  const found = await store.survivorOf(context.db, id)
  const [state] = found ? await visibleStates(context.db, context, [found]) : []
  if (!state) throw errors.notFound({ id })
  return named(context, state)
}

/** What was merged into an opportunity the viewer may see, split off it, and what it was split off. */
export async function relatives(context: Context, id: string) {
  await findVisible(context.db, context, id)
  const { merged, fromId, partIds } = await store.relativesOf(context.db, id)
  const states = await visibleStates(context.db, context, [...partIds, ...(fromId ? [fromId] : [])])
  const seen = new Map(states.map((state) => [state.id, named(context, state)]))
  return {
    merged: merged.map((one) => ({ id: one.id, number: isNumbered(context) ? one.number : null })),
    splitFrom: (fromId && seen.get(fromId)) || null,
    splitOff: partIds.flatMap((part) => seen.get(part) ?? []),
  }
}

function isNumbered(context: Context): boolean {
  const object = objectNamed(context.registry, 'opportunity')
  return visibleFields(context.viewer, object).some(({ name }) => name === 'number')
}

function named(context: Context, state: { id: string; number: number; title: string }) {
  const object = objectNamed(context.registry, 'opportunity')
  const readable = new Set(visibleFields(context.viewer, object).map(({ name }) => name))
  return {
    id: state.id,
    number: readable.has('number') ? state.number : null,
    title: readable.has('title') ? state.title : null,
  }
}
