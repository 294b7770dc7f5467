import type { Context } from '../../../objects/context.ts'
import { labelOf } from '../../../objects/fields/choice.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import { titlesOf } from '../../../objects/store.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { regions } from '../../../platform/regions.ts'

type Asker = Pick<Context, 'viewer' | 'registry'>
type Named = { id: string; name: string }

/** What keys of a dimension are called, in the viewer's language; keys without a name of their own are missing. At most one query. */
export async function namesOf(
  db: Queryable,
  asker: Asker,
  dimension: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (keys.length === 0) return new Map()
  const language = asker.viewer.language
  switch (dimension) {
    case 'holder':
    case 'holder-then':
    case 'manager':
      return named(db<Named[]>`select id, name from person where id = any(${[...keys]}::uuid[])`)
    case 'department':
    case 'department-then':
      return named(db<Named[]>`select id, name from department where id = any(${[...keys]}::uuid[])`)
    case 'stage':
    case 'stage-then':
      return named(db<Named[]>`select distinct on (s.key) s.key as id, s.label ->> ${language}::text as name
        from stage s join plan_version v on v.id = s.plan_version_id
        where s.key = any(${[...keys]}) and v.published_at is not null order by s.key, v.published_at desc, v.number desc`)
    case 'function':
    case 'function-then':
      return named(
        db<
          Named[]
        >`select key as id, label ->> ${language}::text as name from function where key = any(${[...keys]})`,
      )
    case 'pool':
      return named(db<Named[]>`select p ->> 'key' as id, p -> 'label' ->> ${language}::text as name
        from (select pools from plan_version where published_at is not null order by published_at desc, number desc limit 1) v
        cross join jsonb_array_elements(v.pools) p`)
    case 'account':
    case 'product':
      return titlesOf(db, asker, dimension, keys)
    case 'region':
      return new Map(keys.map((key) => [key, regions().name(key, language) ?? key]))
    case 'plan':
      return new Map(keys.map((key) => [key, `V${key}`]))
    default:
      return choicesOf(asker, dimension, keys)
  }
}

async function named(rows: PromiseLike<readonly Named[]>): Promise<Map<string, string>> {
  return new Map((await rows).map(({ id, name }) => [id, name]))
}

function choicesOf({ viewer, registry }: Asker, dimension: string, keys: readonly string[]) {
  const name = dimension.replace(/^field:/, '')
  const field = objectNamed(registry, 'opportunity').fields.find((each) => each.name === name)
  if (field?.type !== 'choice') return new Map<string, string>()
  return new Map(keys.map((key) => [key, labelOf(key, field, viewer.language)]))
}
