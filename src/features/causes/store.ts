import type { Queryable } from '../../platform/db/pool.ts'

type Text = { zh: string; en: string }
export type Names = {
  functions: Record<string, Text>
  departments: Record<string, string>
  rules: Record<string, Text>
  products: Record<string, string>
  weights: Record<string, number>
}

/** What functions, departments, rules and products are called, and how much of a rule's turns each person gets. One query. */
export async function names(db: Queryable): Promise<Names> {
  const [row] = await db<Names[]>`
    select coalesce((select jsonb_object_agg(key, label) from function), '{}') as functions,
      coalesce((select jsonb_object_agg(id, name) from department), '{}') as departments,
      coalesce((select jsonb_object_agg(id, label) from routing_rule), '{}') as rules,
      coalesce((select jsonb_object_agg(id, name) from product where deleted_at is null), '{}') as products,
      coalesce((select jsonb_object_agg(id, weight) from person), '{}') as weights`
  if (!row) throw new Error('nothing is named')
  return row
}
