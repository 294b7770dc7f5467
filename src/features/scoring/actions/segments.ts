import type { History } from '../../../engines/mining/history.ts'
import {
  doneFor,
  type Ended,
  endOf,
  HABITS,
  habitsOf,
  isOf,
  keyOf,
  segmentsOf,
  type Trait,
} from '../../../engines/scoring/index.ts'
import { decimalFrom } from '../../../kernel/money.ts'
import { MS_PER_DAY } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import { titlesOf } from '../../../objects/store.ts'
import { record } from '../../../platform/events/journal.ts'
import { eachHistory } from '../../histories/index.ts'
import { requireReach } from '../../permissions/index.ts'
import type { Playbook, ScoredSegment, SegmentTrait } from '../contract.ts'
import * as errors from '../errors.ts'
import { filterOf, inKey, TRAITS, traitsIn } from '../rules/traits.ts'
import * as store from '../store/segments.ts'

const MOST = 8000 // ended opportunities, the newest of those the viewer may see
const MOST_SEGMENTS = 200

/** Where to look next: kinds of ended opportunities the viewer may see. */
export async function segments(context: Context) {
  requireReach(context.viewer, 'opportunity', 'see')
  const { ended, currency, isPart } = await endedOf(context)
  const ground = segmentsOf(ended, TRAITS)
  const shown = ground.segments.slice(0, MOST_SEGMENTS)
  const [written, names] = await Promise.all([
    store.written(context.db),
    namesOf(
      context,
      shown.flatMap(({ traits }) => traits),
    ),
  ])
  const money = (minor: number | null) =>
    minor === null ? null : { amount: decimalFrom(BigInt(Math.round(minor)), currency), currency }
  return {
    n: ground.n,
    won: ground.won,
    isPart,
    segments: shown.map(({ traits, minor, worth, ...one }): ScoredSegment => {
      const key = keyOf(traits)
      return {
        ...one,
        key,
        traits: withNames(traits, names),
        value: money(minor),
        worth: money(worth),
        hasPlaybook: written.has(key),
        filter: filterOf(traits),
      }
    }),
  }
}

/** What won ones of a segment had in common. Refuses `scoring.bad-segment`. */
export async function playbook(context: Context, segment: string): Promise<Playbook> {
  requireReach(context.viewer, 'opportunity', 'see')
  const traits = traitsOf(segment)
  const { ended } = await endedOf(context)
  const of = ended.filter((one) => isOf(one, traits))
  const [written, names] = await Promise.all([
    store.playbook(context.db, keyOf(traits)),
    namesOf(context, traits),
  ])
  return {
    segment: keyOf(traits),
    traits: withNames(traits, names),
    n: of.length,
    won: of.filter((one) => one.won).length,
    habits: habitsOf(of, HABITS),
    text: written?.text ?? '',
    version: written?.version ?? 0,
    changedAt: written?.changedAt ?? null,
    changedBy: written?.changedBy ?? null,
    writable: mayWrite(context),
  }
}

/** Writes a playbook's text. Refuses `scoring.not-yours`, `scoring.bad-segment`, `scoring.stale`. */
export async function write(
  context: Context,
  asked: { segment: string; text: string; version: number },
): Promise<Playbook> {
  requireReach(context.viewer, 'opportunity', 'see')
  if (!mayWrite(context)) throw errors.notYours({})
  const segment = keyOf(traitsOf(asked.segment))
  const { personId } = context.viewer
  await context.transaction(async (tx) => {
    const before = await store.playbook(tx, segment)
    if (!(await store.writePlaybook(tx, { ...asked, segment }, personId, context.now)))
      throw errors.stale({ yours: asked.version, current: (await store.playbook(tx, segment))?.version ?? 0 })
    await record(tx, context.actor, context.now, [
      {
        kind: 'scoring.playbook-written',
        object: 'company',
        recordId: personId,
        before: { text: before?.text ?? '' },
        after: { text: asked.text },
        cause: { segment },
      },
    ])
  })
  return playbook(context, segment)
}

function mayWrite({ viewer }: Context): boolean {
  return viewer.admin || viewer.reports.length > 0
}

function traitsOf(segment: string): Trait[] {
  const traits = traitsIn(segment)
  if (!traits) throw errors.badSegment({ segment })
  return traits
}

/** The newest ended ones the viewer may see; amounts in the currency most were won in alone. */
async function endedOf(context: Context): Promise<{ ended: Ended[]; currency: string; isPart: boolean }> {
  const ended: (Ended & { currency: string | null })[] = []
  const count = await eachHistory(context, { life: 'closed', most: MOST }, async (batch) => {
    const accounts = [...new Set(batch.flatMap(({ account }) => account ?? []))]
    const industries = await store.industriesOf(context.db, context, accounts)
    for (const history of batch) {
      const one = shaped(history, industries)
      if (one) ended.push(one)
    }
  })
  const currency = usualIn(ended) ?? context.registry.company.currency
  for (const one of ended) if (one.currency !== currency) one.minor = null
  return { ended, currency, isPart: count === MOST }
}

/** The currency that comes most often. */
function usualIn(ended: readonly { currency: string | null }[]): string | undefined {
  const counts = Map.groupBy(
    ended.flatMap(({ currency }) => currency ?? []),
    (currency) => currency,
  )
  return [...counts].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))[0]?.[0]
}

function shaped(
  history: History,
  industries: ReadonlyMap<string, string>,
): (Ended & { currency: string | null }) | undefined {
  const end = endOf(history)
  if (end === null) return undefined
  const { type, source, region, product, account, amount, openedAt } = history
  const won = history.outcome === 'won'
  const industry = industries.get(account ?? '')
  return {
    won,
    minor: won ? (amount?.minor ?? null) : null,
    currency: won ? (amount?.currency ?? null) : null,
    days: (end - openedAt) / MS_PER_DAY,
    traits: {
      industry: industry ? inKey(industry) : null,
      region: region?.slice(0, 2) ?? null,
      type,
      source,
      product,
    },
    did: doneFor(history),
  }
}

async function namesOf(context: Context, traits: readonly Trait[]): Promise<Map<string, string>> {
  const products = traits.flatMap(({ of, is }) => (of === 'product' ? [is] : []))
  const names = await titlesOf(context.db, context, 'product', products.filter(isId))
  for (const { of, is } of traits) if (of === 'industry') names.set(is, is.replaceAll('＆', '&'))
  return names
}

const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

function withNames(traits: readonly Trait[], names: ReadonlyMap<string, string>): SegmentTrait[] {
  return traits.map(({ of, is }) => ({ of, is, name: names.get(is) ?? null }))
}
