import { type Division, findCauses, type Looked, type SegmentField } from '../../engines/causes/index.ts'
import type { History } from '../../engines/mining/history.ts'
import { addDays, instantOf } from '../../kernel/time.ts'
import { dayIn } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import { objectNamed } from '../../objects/metadata.ts'
import { regions } from '../../platform/regions.ts'
import { workingTimesOf } from '../availability/index.ts'
import { eachHistory, peopleOf, stagesOf } from '../histories/index.ts'
import { planOfVersion, publishedPlan } from '../plan/index.ts'
import type { Asked, Cause, Causes } from './contract.ts'
import { badPeriod } from './errors.ts'
import { type Called, meanWon, told } from './rules/words.ts'
import * as store from './store.ts'

const USUAL_DAYS = 182
const MOST_DAYS = 1100
const MOST = 20_000 // opportunities looked at at once: some seconds

/**
 * What loses opportunities or time among those opened in a period that the viewer may see, the largest first. Causes that name people
 * are told to themselves and to those above them; where they are of a group too, without names to everybody else.
 * Refuses `causes.bad-period`, `objects.bad-filter`.
 */
export async function causes(context: Context, asked: Asked = {}): Promise<Causes> {
  const period = periodOf(context, asked)
  const { looked, histories } = await lookedAt(context, period, asked.filter)
  const { causes: found, checked } = findCauses(looked)
  const called = await calledBy(context)
  const byId = new Map(histories.map((one) => [one.id, one]))
  const mean = meanWon(histories, context.registry.company.currency)
  return {
    period,
    items: found.map((one) => told(one, called, byId, mean)).flatMap((one) => forViewer(context, one)),
    checked: { ...checked, more: histories.length >= MOST },
  }
}

function periodOf({ now, registry }: Context, { from, to }: Asked): { from: string; to: string } {
  const last = to ?? dayIn(now, registry.company.timeZone)
  const first = from ?? addDays(last, -USUAL_DAYS)
  const days = (Date.parse(last) - Date.parse(first)) / 86_400_000
  if (days < 0 || days > MOST_DAYS) throw badPeriod({ from: first, to: last, most: MOST_DAYS })
  return { from: first, to: last }
}

async function lookedAt(
  context: Context,
  period: { from: string; to: string },
  filter: string | undefined,
): Promise<{ looked: Looked; histories: History[] }> {
  const histories: History[] = []
  const options = { filter, period: { ...period, of: 'opened' as const }, most: MOST }
  await eachHistory(context, options, (batch) => histories.push(...batch))
  const [people, { weights }, plans] = await Promise.all([
    peopleOf(context.db),
    store.names(context.db),
    plansOf(context, histories),
  ])
  const first = histories.reduce((least, { openedAt }) => Math.min(least, openedAt), Date.parse(context.now))
  const ids = [...people.keys()]
  const times = await workingTimesOf(context.db, context, ids, instantOf(first), context.now)
  return {
    histories,
    looked: {
      histories,
      plans,
      people: new Map(
        [...people].map(([id, { department, functions }]) => [
          id,
          { department, functions, weight: weights[id] ?? 1 },
        ]),
      ),
      minutes: (person, from, to) => times.get(person)?.between(from, to) ?? 0,
    },
  }
}

/** The plans these opportunities went by, the one in force last. */
async function plansOf({ db }: Context, histories: readonly History[]): Promise<Map<string, Division>> {
  const current = await publishedPlan(db)
  const ids = new Set(histories.map(({ planVersion }) => planVersion))
  ids.delete(current.id)
  const earlier = await Promise.all([...ids].map((id) => planOfVersion(db, id)))
  return new Map(
    [...earlier, current].map(({ id, keeper, stages, rules }) => [id, { keeper: keeper.id, stages, rules }]),
  )
}

/** What stages, functions, departments, people, rules and kinds of opportunities are called. */
export async function calledBy(context: Context): Promise<Called> {
  const [people, stages, names] = await Promise.all([
    peopleOf(context.db),
    stagesOf(context.db),
    store.names(context.db),
  ])
  const same = (name: string) => ({ zh: name, en: name })
  const { fields } = objectNamed(context.registry, 'opportunity')
  const choicesOf = (field: SegmentField) => {
    const { choices = [] } = (fields.find(({ name }) => name === field)?.options ?? {}) as {
      choices?: readonly { value: string; label: { zh: string; en: string } }[]
    }
    return new Map(choices.map(({ value, label }) => [value, label]))
  }
  const choices = { type: choicesOf('type'), source: choicesOf('source') }
  const places = regions()
  return {
    stage: (key) => stages.get(key)?.label ?? same(key),
    function: (key) => names.functions[key] ?? same(key),
    department: (id) => names.departments[id] ?? '',
    person: (id) => people.get(id)?.name ?? '',
    rule: (id) => names.rules[id] ?? same(''),
    segment: (field, value) => {
      if (field === 'region')
        return { zh: places.name(value, 'zh') ?? value, en: places.name(value, 'en') ?? value }
      if (field === 'product') return same(names.products[value] ?? value)
      return choices[field].get(value) ?? same(value)
    },
  }
}

/** Nobody is told of in secret: who is named sees it, and those above them; others see it without names where it is of a group. */
function forViewer({ viewer }: Context, cause: Cause): Cause[] {
  const mayName = (id: string) => viewer.admin || viewer.personId === id || viewer.reports.includes(id)
  const { people } = cause.place
  if (people.every(({ id }) => mayName(id))) return [cause]
  if (cause.kind !== 'starved') return []
  return [{ ...cause, place: { ...cause.place, people: people.filter(({ id }) => mayName(id)) } }]
}
