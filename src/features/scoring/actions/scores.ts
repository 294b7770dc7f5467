import type { History } from '../../../engines/mining/history.ts'
import {
  LEAST_ENDED,
  type Levels,
  levelsAt,
  type Predicted,
  predicted,
  type Told,
} from '../../../engines/scoring/index.ts'
import { wilson } from '../../../engines/statistics/index.ts'
import type { Context } from '../../../objects/context.ts'
import { eachHistory, historyOf, peopleOf } from '../../histories/index.ts'
import { requireReach } from '../../permissions/index.ts'
import type { PersonFigures, Score, ScorePush } from '../contract.ts'
import * as errors from '../errors.ts'
import { othersFrom } from '../rules/seeing.ts'
import * as store from '../store/models.ts'
import { namesIn } from './training.ts'

const MOST_LISTED = 200
const MOST_COUNTED = 2000
const MOST_PUSHES = 6
const LEAST_PUSH = 0.05 // less moves a chance of one half by about one percent

/** How likely it is won. Refuses `opportunities.not-found`. */
export async function ofOpportunity(context: Context, id: string): Promise<Score> {
  const history = await historyOf(context, id)
  const kept = await store.newest(context.db)
  const { won = 0, lost = 0, madeAt = null } = kept ?? {}
  const known = { won, lost, least: LEAST_ENDED, madeAt, probability: null, pushes: [] }
  if (history.closedAt !== null || history.outcome !== null) return { ...known, state: 'closed' }
  if (!kept) return { ...known, state: 'none' }
  if (!kept.model) return { ...known, state: 'too-few' }
  const told = await store.toldOf(context.db, [id])
  const { probability, pushes } = foretold(context, kept, history, told.get(id))
  return { ...known, state: 'scored', probability, pushes: await named(context, pushes) }
}

/**
 * The open opportunities somebody holds, the likeliest first, as far as the viewer may see them. Empty where there is no model.
 * Whoever is not asked for by themselves is asked for as their figures are.
 */
export async function listed(context: Context, person: string | undefined) {
  requireReach(context.viewer, 'opportunity', 'see')
  const whose = person ?? context.viewer.personId
  if (whose !== context.viewer.personId) await mayLookAt(context, whose)
  const kept = await store.newest(context.db)
  if (!kept?.model) return { items: [] }
  const found: (Pick<History, 'id' | 'number' | 'title'> & { stage: string; told: Predicted })[] = []
  await openOf(context, whose, MOST_LISTED, (history, told) => {
    const { id, number, title, tiles } = history
    const stage = tiles.at(-1)?.stage ?? ''
    found.push({ id, number, title: title ?? '', stage, told: foretold(context, kept, history, told) })
  })
  found.sort((a, b) => b.told.probability - a.told.probability || (a.id < b.id ? -1 : 1))
  const names = await namesIn(
    context,
    found.flatMap(({ told }) => told.pushes),
  )
  return {
    items: found.map(({ told: { probability, pushes }, ...one }) => ({
      ...one,
      probability,
      pushes: withNames(pushes, names),
    })),
  }
}

/**
 * Somebody's figures against those of all. Refuses `scoring.personal-off`, `scoring.not-theirs`, and `scoring.not-yet` while they have
 * not had them first.
 */
export async function ofPerson(context: Context, id: string): Promise<PersonFigures> {
  const { viewer, db, now } = context
  await mayLookAt(context, id)
  if (viewer.personId === id) await context.transaction((tx) => store.noteOpened(tx, id, now))
  const shown = await store.shownTo(db, id)
  const from = shown ? othersFrom(shown.shownSince, shown.openedAt) : null
  const name = (await peopleOf(db)).get(id)?.name ?? ''
  const kept = await store.newest(db)
  const counts = { n: 0, won: 0, expected: 0, open: 0, openExpected: 0 }
  const chance = (history: History, told: Told | undefined, at: number) =>
    kept?.model
      ? predicted(kept.model, levelsAt(history, told, at, { bands: kept.bands, people: false })).probability
      : 0
  await openOf(context, id, MOST_COUNTED, (history, told) => {
    counts.open++
    counts.openExpected += chance(history, told, Date.parse(now))
  })
  await historiesOf(context, id, 'closed', MOST_COUNTED, (history, told) => {
    if (history.outcome === null) return
    counts.n++
    if (history.outcome === 'won') counts.won++
    counts.expected += chance(
      history,
      told,
      history.tiles.find((tile) => tile.person === id)?.from ?? history.openedAt,
    )
  })
  const interval = wilson(counts.won, counts.n)
  return {
    person: { id, name },
    othersFrom: from !== null && from > now ? from : null,
    n: counts.n,
    won: counts.won,
    rate: counts.n > 0 ? counts.won / counts.n : null,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    expected: kept?.model ? counts.expected : null,
    open: counts.open,
    openExpected: kept?.model ? counts.openExpected : null,
  }
}

/** Their own, and those of whom they lead once these have had theirs. An administrator leads nobody by that alone. */
async function mayLookAt({ viewer, db, now }: Context, id: string): Promise<void> {
  const isOwn = viewer.personId === id
  if (!isOwn && !viewer.reports.includes(id)) throw errors.notTheirs({ id })
  if (!(await store.isPersonal(db))) throw errors.personalOff({})
  if (isOwn) return
  const shown = await store.shownTo(db, id)
  const from = othersFrom(shown?.shownSince ?? now, shown?.openedAt ?? null)
  if (from > now) throw errors.notYet({ from })
}

type Work = (history: History, told: Told | undefined) => void

function openOf(context: Context, person: string, most: number, work: Work): Promise<void> {
  return historiesOf(context, person, 'open', most, (history, told) => {
    if (history.outcome === null) work(history, told)
  })
}

async function historiesOf(
  context: Context,
  person: string,
  life: 'open' | 'closed',
  most: number,
  work: Work,
): Promise<void> {
  await eachHistory(context, { life, most, filter: `holder == "${person}"` }, async (batch) => {
    const told = await store.toldOf(
      context.db,
      batch.map(({ id }) => id),
    )
    for (const history of batch) work(history, told.get(history.id))
  })
}

/** Who holds it counts only where that is asked by whom it concerns: for everybody else its holder is an average one. */
function foretold(
  { viewer, now }: Context,
  kept: store.Kept,
  history: History,
  told: Told | undefined,
): Predicted {
  if (!kept.model) return { probability: 0, pushes: [] }
  const holder = history.tiles.at(-1)?.person ?? ''
  const people = kept.isPersonal && holder === viewer.personId
  const levels: Levels = levelsAt(history, told, Date.parse(now), { bands: kept.bands, people })
  return predicted(kept.model, people ? levels : { ...levels, holder: '' })
}

async function named(context: Context, pushes: Predicted['pushes']): Promise<ScorePush[]> {
  return withNames(pushes, await namesIn(context, pushes))
}

function withNames(pushes: Predicted['pushes'], names: ReadonlyMap<string, string>): ScorePush[] {
  return pushes
    .filter(({ push, what, level }) => Math.abs(push) >= LEAST_PUSH && !(what === 'holder' && level === ''))
    .slice(0, MOST_PUSHES)
    .map((one) => ({ ...one, name: names.get(one.level) ?? null }))
}
