import { visibleFields, voicesOf } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { noteReadFrom } from '../../../platform/request-scope.ts'
import { requireRight } from '../../permissions/index.ts'
import type { Answered, Asked, Measured, Period, RowsAsked, RowsFound } from '../contract/query.ts'
import { badKeys, badPeriod, notBy, notTogether, twice, unknownDimension, unknownMeasure } from '../errors.ts'
import { type Catalogue, catalogueFor, dimensionEntry, grainOf, measureEntry } from '../rules/catalogue.ts'
import { type Dimension, timeOf } from '../rules/dimensions.ts'
import { all, conditionOf, conditionOfPeriod } from '../rules/drilling.ts'
import { isMeasure, MEASURES, type MeasureKey } from '../rules/measures.ts'
import { keyBefore, periodBefore } from '../rules/periods.ts'
import { type Figures, figuresIn } from '../store/figures-in.ts'
import type { Form } from '../store/measures.ts'
import { FORMS, isOfFacts } from '../store/measures.ts'
import { namesOf } from '../store/names.ts'
import { measure, NONE, rowsOf, type Wanted } from '../store/query.ts'
import { type Question, rowsSource, sourceOf } from '../store/source.ts'
import { countForLooking } from './counting.ts'

/** Every measure and dimension the viewer may ask for. */
export function readMeasures(context: Context) {
  requireRight(context.viewer, 'opportunity', 'see')
  const catalogue = catalogueOf(context)
  return {
    measures: [...catalogue.measures.keys()].map((key) => measureEntry(key, catalogue)),
    dimensions: [...catalogue.dimensions].map(([key, dimension]) => dimensionEntry(key, dimension)),
  }
}

/** What somebody of another feature asks: what the contract fills in may be left out, and there may be more measures. */
export type Asking = Partial<Asked> & Pick<Asked, 'measures'>

/**
 * Answers a question over the rows the viewer may see: one statement for it, one more for what it is compared with, and one for the
 * names of each dimension. Refuses `insights.unknown-measure`, `insights.unknown-dimension`, `insights.not-by`, `insights.not-together`,
 * `insights.bad-period`, `insights.twice`, `objects.bad-filter`.
 */
export async function query(context: Context, asking: Asking): Promise<Answered> {
  requireRight(context.viewer, 'opportunity', 'see')
  const catalogue = catalogueOf(context)
  const asked = { by: [] as string[], order: 'value' as Asked['order'], limit: 100, ...asking }
  const { question, dimensions } = understood(catalogue, asked)
  const wanted: Wanted = {
    order: orderOf(asked.order, dimensions),
    limit: asked.limit,
    people: peopleIn(context, dimensions),
  }
  const uncounted = needsCounting(question.measures, question.grain) ? await countForLooking(context) : 0
  const { result, from } = await context.read((db) => answer(db, context, question, wanted, asked.compare))
  noteReadFrom(from)
  const { found, before, names } = result
  const inOrder = sorted(found.lines, asked.limit, wanted)
  return {
    measures: question.measures.map((key) => measureEntry(key, catalogue)),
    by: dimensions.map(([key, dimension]) => dimensionEntry(key, dimension)),
    lines: inOrder.map(({ keys, values }) => ({
      keys: keys.map((key, i) => ({ key, label: key === null ? null : (names[i]?.get(key) ?? key) })),
      values: beside(values, before?.of(keys)),
      filter: filterOf(context, question, dimensions, keys),
    })),
    all: {
      values: beside(found.all, before?.all),
      filter: filterOf(context, question, [], []),
    },
    more: found.lines.length > inOrder.length,
    withheld: found.withheld,
    uncounted,
  }
}

/**
 * The opportunities a figure of a line is made of, a page of them. Refuses as `query` does, and `insights.bad-keys` where there is not a
 * key for each dimension.
 */
export async function rowsBehind(context: Context, asked: RowsAsked): Promise<RowsFound> {
  requireRight(context.viewer, 'opportunity', 'see')
  const { measure: name, keys, after, limit, ...rest } = asked
  const { question, dimensions } = understood(catalogueOf(context), { ...rest, measures: [name] })
  if (keys.length !== dimensions.length) throw badKeys({ wanted: dimensions.length, given: keys.length })
  const { source, said } = rowsSource(context, question)
  const form = formOf(question.measures[0] as MeasureKey, question.grain)(said)
  const people = peopleIn(context, dimensions)
  const { result, from } = await context.read((db) =>
    rowsOf(db, form, source, keys, people, { after, limit }),
  )
  noteReadFrom(from)
  const isTitled = visibleFields(context.viewer, objectNamed(context.registry, 'opportunity')).some(
    (field) => field.name === 'title',
  )
  const items = result.slice(0, limit).map((row) => ({ ...row, title: isTitled ? row.title : null }))
  return { items, next: result.length > limit ? (items.at(-1)?.id ?? null) : null }
}

type Named = readonly [string, Dimension]

function catalogueOf({ viewer, registry }: Context): Catalogue {
  const visible = new Map(
    ['opportunity', 'account', 'product'].map((name) => [
      name,
      new Set(visibleFields(viewer, objectNamed(registry, name)).map((field) => field.name)),
    ]),
  )
  const own = objectNamed(registry, 'opportunity').fields.filter(
    ({ custom, type }) => custom && (type === 'choice' || type === 'text'),
  )
  return catalogueFor((field, object = 'opportunity') => visible.get(object)?.has(field) === true, own)
}

function understood(
  catalogue: Catalogue,
  { measures: names, by, filter, period, compare }: Asking & Pick<Asked, 'by'>,
): { question: Question; dimensions: Named[] } {
  const measures = names.map((name): MeasureKey => {
    if (!isMeasure(name) || !catalogue.measures.has(name)) throw unknownMeasure({ measure: name })
    return name
  })
  const dimensions = by.map((name): Named => {
    const found = catalogue.dimensions.get(name)
    if (!found) throw unknownDimension({ dimension: name })
    return [name, found]
  })
  const again = [...names, ...by].find((name, i, every) => every.indexOf(name) !== i)
  if (again !== undefined) throw twice({ name: again })
  if (period && period.to < period.from) throw badPeriod({ code: 'ends-before-it-begins' })
  if (compare && !period) throw badPeriod({ code: 'nothing-to-compare' })
  const made = grainOf(measures, dimensions)
  if ('grain' in made) return { question: { measures, by, grain: made.grain, filter, period }, dimensions }
  throw made.other
    ? notTogether({ measure: made.measure, other: made.other })
    : notBy({ measure: made.measure, dimension: made.dimension ?? '' })
}

/** Times go by time, sizes by size, everything else as asked. */
function orderOf(order: Asked['order'], dimensions: readonly Named[]) {
  const [first] = dimensions
  if (first && timeOf(first[0])) return 'latest'
  return first?.[1].kind === 'number' ? 'number' : order
}

/** The people whose figures somebody is shown: their own, whom they stand in for, and whom they lead; null for everybody's. */
function shownTo({ viewer }: Context): readonly string[] | null {
  return viewer.admin ? null : [...voicesOf(viewer), ...viewer.reports]
}

function peopleIn(context: Context, dimensions: readonly Named[]): (readonly string[] | null)[] {
  return dimensions.map(([, { kind }]) => (kind === 'person' ? shownTo(context) : null))
}

function formOf(key: MeasureKey, grain: Question['grain']) {
  const form = FORMS[grain][key as keyof (typeof FORMS)['opportunities']]
  if (!form) throw new Error(`no form of ${key} over ${grain}`)
  return form
}

type Before = {
  all: readonly Measured[]
  of(keys: readonly (string | null)[]): readonly Measured[] | undefined
}

async function answer(
  db: Queryable,
  context: Context,
  question: Question,
  wanted: Wanted,
  compare: Asked['compare'],
): Promise<{ found: Figures; before: Before | undefined; names: ReadonlyMap<string, string>[] }> {
  const found = await asOf(db, context, question, wanted)
  const [before, ...names] = await Promise.all([
    compare && question.period
      ? beforehand(db, context, { ...question, period: question.period }, found, compare)
      : undefined,
    ...question.by.map((name, i) => {
      const keys = new Set(found.lines.flatMap(({ keys }) => keys[i] ?? []))
      return namesOf(db, context, name, [...keys])
    }),
  ])
  return { found, before, names }
}

async function asOf(db: Queryable, context: Context, question: Question, wanted: Wanted): Promise<Figures> {
  const { source, said } = sourceOf(context, question)
  const forms = question.measures.map((key): Form => formOf(key, question.grain)(said))
  const rows = await measure(db, forms, source, question.by.length, wanted, context.registry.company.currency)
  return figuresIn(
    rows,
    forms.map((form, i) => ({ form: form.form, isShare: isShare(question.measures[i]) })),
    question.by.length,
  )
}

function isShare(key: MeasureKey | undefined): boolean {
  return key !== undefined && MEASURES[key].unit === 'share'
}

async function beforehand(
  db: Queryable,
  context: Context,
  question: Question & { period: Period },
  { lines }: Figures,
  compare: NonNullable<Asked['compare']>,
): Promise<Before> {
  const shifted = (keys: readonly (string | null)[]): (string | null)[] | undefined => {
    const moved = question.by.map((name, i) => keyBefore(name, keys[i] ?? null, question.period, compare))
    return moved.includes(undefined) ? undefined : (moved as (string | null)[])
  }
  const coded = ([first = '', second = '']: readonly (string | null)[]): [string, string] => [
    first ?? NONE,
    second ?? NONE,
  ]
  const keys = lines.flatMap((line) => {
    const moved = shifted(line.keys)
    return moved ? [coded(moved)] : []
  })
  const earlier = { ...question, period: periodBefore(question.period, compare) }
  const found = await asOf(db, context, earlier, { keys })
  const byKey = new Map(found.lines.map((line) => [JSON.stringify(line.keys), line.values]))
  return { all: found.all, of: (own) => byKey.get(JSON.stringify(shifted(own) ?? null)) }
}

function beside(values: readonly Measured[], before: readonly Measured[] | undefined): Measured[] {
  if (!before) return [...values]
  return values.map((value, i) => {
    const { value: was = null, money } = before[i] ?? {}
    return { ...value, before: was, ...(money ? { beforeMoney: money } : {}) }
  })
}

function sorted(lines: Figures['lines'], limit: number, wanted: Wanted): Figures['lines'] {
  const first = lines.slice(0, limit)
  if (!('order' in wanted) || wanted.order !== 'latest') return first
  const key = (line: Figures['lines'][number]) => line.keys[0] ?? '~' // behind every time
  return first.sort((a, b) => (key(a) === key(b) ? a.rank - b.rank : key(a) < key(b) ? -1 : 1))
}

function filterOf(
  { registry }: Context,
  { filter, period }: Question,
  dimensions: readonly Named[],
  keys: readonly (string | null)[],
): string | null {
  const zone = registry.company.timeZone
  const own = dimensions.map(([name, dimension], i) => conditionOf(name, dimension, keys[i] ?? null, zone))
  return all([filter, period && conditionOfPeriod(period, zone), ...own])
}

/** True where it asks how opportunities went, or what is due: that is counted behind what happens. */
function needsCounting(measures: readonly MeasureKey[], grain: Question['grain']): boolean {
  return grain === 'parts' || measures.some((key) => isOfFacts(key) || key === 'overdue')
}
