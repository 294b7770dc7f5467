import { type Fragment, raw, sql } from '../../../kernel/fragment.ts'
import { throughFor } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { kindOf } from '../../../objects/fields/index.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import { type DimensionKey, timeOf } from '../rules/dimensions.ts'

type Asker = Pick<Context, 'viewer' | 'registry'>
type Join = 'holder' | 'product' | 'stage' | 'account' | 'pool' | 'plan'
/** What rows are told apart by, as text over `r` and what is joined to it; `f` is the part, where it is told of the time. */
type Place = { key: Fragment; join?: Join }

const at = (text: string, join?: Join): Place => (join ? { key: raw(text), join } : { key: raw(text) })

const PLACES: Readonly<Partial<Record<DimensionKey, Place>>> = {
  holder: at('r.holder_id::text'),
  manager: at('h.manager_id::text', 'holder'),
  department: at('h.department_id::text', 'holder'),
  stage: at('s.key', 'stage'),
  phase: at('r.phase'),
  function: at('s.accountable', 'stage'),
  type: at('r.type'),
  source: at('r.source'),
  region: at('left(r.region, 2)'),
  product: at('r.product_id::text'),
  series: at('p.series', 'product'),
  account: at('r.account_id::text'),
  industry: at('a.industry', 'account'),
  outcome: at('r.outcome'),
  reason: at('r.outcome_reason'),
  plan: at('v.number::text', 'plan'),
  pool: at('y.pool', 'pool'),
  'stage-then': at('f.stage'),
  'function-then': at('f.function'),
  'holder-then': at('f.person_id::text'),
  'department-then': at('f.department_id::text'),
}

const PATTERNS = { week: 'IYYY"W"IW', month: 'YYYY-MM', quarter: 'YYYY"Q"Q', year: 'YYYY' } as const

/** Where a dimension stands in the rows. Times are the company's. */
export function placeOf({ registry }: Asker, name: string): Place {
  const zone = registry.company.timeZone
  const time = timeOf(name)
  if (time)
    return {
      key: sql`to_char(${raw(`r.${time.moment}_at`)} at time zone ${zone}::text, ${raw(`'${PATTERNS[time.span]}'`)})`,
    }
  if (name === 'months-to-close')
    return { key: sql`(${monthOf('r.closed_at', zone)} - ${monthOf('r.opened_at', zone)})::text` }
  const known = PLACES[name as DimensionKey]
  if (known) return known
  const field = objectNamed(registry, 'opportunity').fields.find((each) => `field:${each.name}` === name)
  if (!field) throw new Error(`no dimension ${name}`)
  return { key: sql`${kindOf(field).expression(field, 'r')}::text` }
}

/** The number of the month an instant lies in. */
function monthOf(instant: string, zone: string): Fragment {
  const local = sql`${raw(instant)} at time zone ${zone}::text`
  return sql`(extract(year from ${local}) * 12 + extract(month from ${local}))::int`
}

/** The tables dimensions need, each once. An account's row is joined where the viewer may read it through the reference. */
export function joinsOf(asker: Asker, places: readonly Place[]): Fragment {
  const needed = new Set(places.flatMap(({ join }) => join ?? []))
  return [...needed].reduce((all, join) => sql`${all} ${JOINS[join](asker)}`, raw(''))
}

const JOINS: Readonly<Record<Join, (asker: Asker) => Fragment>> = {
  holder: () => raw('join person h on h.id = r.holder_id'),
  product: () => raw('left join product p on p.id = r.product_id'),
  stage: () => raw('join stage s on s.id = r.stage_id'),
  account: ({ viewer, registry }) => {
    const seen = throughFor(viewer, registry)(objectNamed(registry, 'account'), 'a')
    return sql`left join account a on a.id = r.account_id${seen ? sql` and ${seen}` : raw('')}`
  },
  pool: () => raw('left join pool_stay y on y.opportunity_id = r.id and y.until is null'),
  plan: () => raw('join plan_version v on v.id = r.plan_version_id'),
}
