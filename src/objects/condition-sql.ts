import { type Condition, toSql } from '../engines/conditions/index.ts'
import { type Fragment, ident, raw, sql } from '../kernel/fragment.ts'
import type { FieldDefinition } from './definition.ts'
import { kindOf, targetOf } from './fields/index.ts'
import { formulaOf, type Registry } from './metadata.ts'

/** Who asks and when, as far as a condition may know. */
export type ConditionGiven = { personId: string; now?: string | undefined; today?: string | undefined }

/** A condition over `object` as a predicate on the table under `alias`; paths through references become sub-selects by primary key. */
export function conditionSql(
  condition: Condition,
  object: string,
  registry: Registry,
  alias: string,
  { personId, now = new Date().toISOString(), today = now.slice(0, 10) }: ConditionGiven,
): Fragment {
  return toSql(condition, (path) => columnAt(registry, object, alias, path), { now, today, me: personId })
}

/** Where the value at `path` stands: a column, a formula, or one step through a reference. */
export function columnAt(
  registry: Registry,
  object: string,
  alias: string,
  path: readonly string[],
): { sql: Fragment; cast?: 'uuid' | undefined } {
  const [name = '', ...rest] = path
  if (name === 'id') return { sql: ident(`${alias}.id`), cast: 'uuid' }
  const definition = registry.objects.get(object)
  const field = definition?.fields.find((f) => f.name === name)
  if (!field) return { sql: raw('null::text') } // a field removed since the condition was checked: nothing matches it
  if (rest.length === 0) {
    const isReference = kindOf(field).kind === 'record'
    return { sql: fieldExpression(registry, object, field, alias), cast: isReference ? 'uuid' : undefined }
  }
  const target = registry.objects.get(targetOf(field) ?? '')
  if (!target) return { sql: raw('null::text') }
  const inner = columnAt(registry, target.name, 'ref', rest)
  return {
    ...inner,
    sql: sql`(select ${inner.sql} from ${ident(target.table)} ref where ref.id = ${ident(`${alias}.${field.column}`)})`,
  }
}

/** The expression of a field's value; formulas are compiled from their own text. */
export function fieldExpression(
  registry: Registry,
  object: string,
  field: FieldDefinition,
  alias: string,
): Fragment {
  if (field.type !== 'formula') return kindOf(field).expression(field, alias)
  const formula = formulaOf(registry, object, field)
  if (formula?.root.op !== 'compare') return raw('null')
  const half: Condition = { source: formula.source, root: formula.root.left }
  return sql`(${conditionSql(half, object, registry, alias, { personId: '' })})`
}
