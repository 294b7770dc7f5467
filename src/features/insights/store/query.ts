import { type Fragment, joined, raw, sql } from '../../../kernel/fragment.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { Form } from './measures.ts'

/** Stands for "none" among keys, so that they can be compared; no text of anybody's has it. */
export const NONE = '\u0001'

export type Source = {
  /** `from … where …`, with `r`, `f` where it is needed, and the keys as `k.k1`, `k.k2`. */
  from: Fragment
  /** Each row counts for so many: `1`, or a column of what is counted beforehand. */
  weight: '1' | 'r.n'
}

/** Which lines are wanted: the first of an order, or those of certain keys. */
export type Wanted =
  | {
      order: 'value' | 'latest' | 'number' | 'key'
      limit: number
      people: readonly (readonly string[] | null)[]
    }
  | { keys: readonly (readonly [string, string])[] }

export type QueryRow = Record<string, string | number | null> & {
  level: number
  k1: string
  k2: string
  cur: string | null
  rank: number | null
}

/** Which of the keys and the currency a row is NOT told apart by, as bits: k1, k2, currency. */
export const LEVELS = { line: 1, lineCurrency: 0, all: 7, allCurrency: 6 } as const

/**
 * Everything asked for in one statement over the rows: each line, and all together; where money is asked for, each currency of
 * both. Of lines only the wanted ones come back, and one more where there are more.
 */
export async function measure(
  db: Queryable,
  forms: readonly Form[],
  { from, weight }: Source,
  dimensions: number,
  wanted: Wanted,
  currency: string,
): Promise<QueryRow[]> {
  const hasMoney = forms.some(({ form }) => form.startsWith('money'))
  const sets = [
    ...(dimensions > 0 ? ['(k.k1, k.k2)'] : []),
    '()',
    ...(hasMoney
      ? [...(dimensions > 0 ? ['(k.k1, k.k2, r.amount_currency)'] : []), '(r.amount_currency)']
      : []),
  ]
  const columns = forms.flatMap((form, i) => columnsOf(form, i, weight))
  const first = forms[0]
  const order = first ? orderOf(first, weight, currency) : raw('0')
  return run<QueryRow>(
    db,
    sql`with g as materialized (
      select ${raw(levelOf(dimensions > 0, hasMoney))}, ${order} as o,
        ${joined(columns, ',\n        ')}
      ${from} group by grouping sets (${raw(sets.join(', '))})
    ), top as (${topOf(wanted)})
    select g.*, t.rank, (${withheldOf(wanted)}) as withheld from g left join top t on t.k1 = g.k1 and t.k2 = g.k2
    where g.level in (${raw(`${LEVELS.all}, ${LEVELS.allCurrency}`)}) or t.rank is not null`,
  )
}

export type RowFound = { id: string; number: number; title: string }

/** The opportunities a figure is made of, of one line, the newest id first, from behind `after`; one more than `limit` where there are. */
export function rowsOf(
  db: Queryable,
  form: Form,
  { from }: Source,
  keys: readonly (string | null)[],
  people: readonly (readonly string[] | null)[],
  { after, limit }: { after: string | undefined; limit: number },
): Promise<RowFound[]> {
  const own = keys.map((key, i) => sql` and ${raw(`k.k${i + 1}`)} = ${key ?? NONE}::text`)
  return run<RowFound>(
    db,
    sql`select r.id, r.number, r.title ${from} and (${raw(madeOf(form))})${joined(own, '')}${allowed(people)}
      ${after ? sql`and r.id < ${after}::uuid` : raw('')} group by r.id order by r.id desc limit ${limit + 1}`,
  )
}

/** Which rows a figure is made of. */
function madeOf(form: Form): string {
  switch (form.form) {
    case 'count':
    case 'each':
      return form.of
    case 'share':
    case 'ratio':
      return form.among
    case 'mean':
    case 'quantile':
      return `(${form.of}) is not null and ${form.among}`
    case 'sum':
      return `(${form.of}) <> 0`
    case 'part':
      return `(${form.over}) > 0`
    default:
      return `r.amount_currency is not null and ${form.among}`
  }
}

/** The level as bits, the keys and the currency; what is not told apart by cannot be asked for. */
function levelOf(hasKeys: boolean, hasMoney: boolean): string {
  const keys = hasKeys ? 'k.k1, k.k2' : `''::text as k1, ''::text as k2`
  const currency = hasMoney ? 'r.amount_currency as cur' : 'null::text as cur'
  const level = hasKeys
    ? hasMoney
      ? 'grouping(k.k1, k.k2, r.amount_currency)'
      : 'grouping(k.k1, k.k2) * 2 + 1'
    : hasMoney
      ? '6 + grouping(r.amount_currency)'
      : '7'
  return `${level} as level, ${keys}, ${currency}`
}

function topOf(wanted: Wanted): Fragment {
  if ('keys' in wanted) {
    const [first, second] = [wanted.keys.map(([key]) => key), wanted.keys.map(([, key]) => key)]
    return sql`select k1, k2, rank::int from unnest(${first}::text[], ${second}::text[]) with ordinality as t(k1, k2, rank)`
  }
  const { order, limit } = wanted
  return sql`select k1, k2, row_number() over (order by ${raw(ORDERS[order])})::int as rank from g
      where level = ${raw(String(LEVELS.line))}${allowed(wanted.people)} order by rank limit ${limit + 1}`
}

const ORDERS = {
  value: 'o desc nulls last, k1, k2',
  latest: `k1 = chr(1), k1 collate "C" desc, o desc nulls last, k2`,
  number: `k1 = chr(1), length(k1), k1 collate "C", o desc nulls last, k2`,
  key: `k1 = chr(1), k1, o desc nulls last, k2`,
} as const

/** Keys that are people come only of those whose figures may be shown. */
function allowed(people: readonly (readonly string[] | null)[]): Fragment {
  return joined(
    people.flatMap((ids, i) =>
      ids ? [sql` and ${raw(`k${i + 1}`)} = any(array[chr(1)] || ${[...ids]}::text[])`] : [],
    ),
    '',
  )
}

function withheldOf(wanted: Wanted): Fragment {
  if ('keys' in wanted || wanted.people.every((ids) => ids === null)) return raw('false')
  const other = wanted.people.flatMap((ids, i) =>
    ids ? [sql`${raw(`k${i + 1}`)} <> all(array[chr(1)] || ${[...ids]}::text[])`] : [],
  )
  return sql`exists (select from g where level = ${raw(String(LEVELS.line))} and (${joined(other, ' or ')}))`
}

/** The figures of one measure, `m0n`, `m0s` …: what a value and its interval are made of. */
function columnsOf(form: Form, i: number, weight: Source['weight']): Fragment[] {
  return Object.entries(partsOf(form, weight)).map(([name, text]) => raw(`${text} as m${i}${name}`))
}

function counted(among: string, weight: Source['weight']): string {
  const filter = among === 'true' ? '' : ` filter (where ${among})`
  return weight === '1' ? `count(*)${filter}::float8` : `coalesce(sum(${weight})${filter}, 0)::float8`
}

function summed(of: string, among: string, weight: Source['weight']): string {
  const times = weight === '1' ? of : `${weight} * (${of})`
  return `coalesce(sum((${times})::float8)${among === 'true' ? '' : ` filter (where ${among})`}, 0)`
}

function partsOf(form: Form, weight: Source['weight']): Record<string, string> {
  switch (form.form) {
    case 'count':
      return { n: counted(form.of, weight) }
    case 'share':
      return {
        s: counted(form.of === 'true' ? form.among : `(${form.of}) and (${form.among})`, weight),
        n: counted(form.among, weight),
      }
    case 'mean':
      return {
        n: counted(`(${form.of}) is not null and ${form.among}`, weight),
        s: summed(form.of, form.among, weight),
        q: summed(`(${form.of}) * (${form.of})::float8`, form.among, weight),
      }
    case 'quantile':
      return {
        n: counted(`(${form.of}) is not null and ${form.among}`, weight),
        s: `percentile_cont(${form.share}) within group (order by (${form.of})::float8) filter (where ${form.among})`,
      }
    case 'sum':
      return { s: summed(form.of, 'true', weight), n: counted(`(${form.of}) <> 0`, weight) }
    case 'ratio':
      return {
        n: counted(form.among, weight),
        s: summed(form.of, form.among, weight),
        x: summed(form.over, form.among, weight),
        ss: summed(`(${form.of})::float8 ^ 2`, form.among, weight),
        xx: summed(`(${form.over})::float8 ^ 2`, form.among, weight),
        sx: summed(`(${form.of})::float8 * (${form.over})`, form.among, weight),
      }
    case 'part':
      return { s: summed(form.of, 'true', weight), n: summed(form.over, 'true', weight) }
    case 'each':
      return {
        s: counted(form.of, weight),
        n: `count(distinct ${form.by}) filter (where ${form.of})::float8`,
      }
    case 'money':
    case 'money-mean':
      return {
        n: counted(`r.amount_currency is not null and ${form.among}`, weight),
        a: `coalesce(sum(r.amount) filter (where r.amount_currency is not null and ${form.among}), 0)::text`,
      }
    case 'money-quantile':
      return {
        n: counted(`r.amount_currency is not null and ${form.among}`, weight),
        a: `percentile_cont(${form.share}) within group (order by r.amount::float8)
          filter (where r.amount_currency is not null and ${form.among})`,
      }
  }
}

/** What lines are put in order by; money by the company's own currency. */
function orderOf(form: Form, weight: Source['weight'], currency: string): Fragment {
  const parts = partsOf(form, weight)
  switch (form.form) {
    case 'count':
      return raw(parts['n'] ?? '')
    case 'sum':
      return raw(parts['s'] ?? '')
    case 'quantile':
      return raw(parts['s'] ?? '')
    case 'ratio':
      return raw(`${parts['s']} / nullif(${parts['x']}, 0)`)
    case 'money':
    case 'money-mean':
    case 'money-quantile': {
      const own = sql`r.amount_currency = ${currency} and ${raw(form.among)}`
      return form.form === 'money'
        ? sql`sum(r.amount) filter (where ${own})`
        : form.form === 'money-mean'
          ? sql`sum(r.amount) filter (where ${own}) / nullif(sum(${raw(weight)}) filter (where ${own}), 0)`
          : sql`percentile_cont(${raw(String(form.share))}) within group (order by r.amount::float8) filter (where ${own})`
    }
    default:
      return raw(`${parts['s']} / nullif(${parts['n']}, 0)`)
  }
}
