import type { Context } from '../../objects/context.ts'
import type { Queryable } from '../../platform/db/pool.ts'

type Share = { name: string; count: number; value: number }

/** Prints how evenly the plan divided the open work: by number and by list value. */
export async function spreadOf(db: Queryable, _context: Context): Promise<void> {
  const shares = await db<Share[]>`
    select p.name, count(*)::int as count, coalesce(sum(r.list_price), 0)::float8 / 100 as value
    from decision d join opportunity o on o.id = d.opportunity_id join person p on p.id = o.holder_id
    left join product r on r.id = o.product_id where o.is_open and o.deleted_at is null group by p.name order by count(*) desc, p.name`
  const [held] = await db<{ keeper: number }[]>`
    select count(*)::int as keeper from decision d join opportunity o on o.id = d.opportunity_id
    where d.via = 'fallback' and o.is_open and o.deleted_at is null`
  const out = (line: string) => process.stdout.write(`${line}\n`)
  out(`Divided among ${shares.length} people, ${held?.keeper ?? 0} left with the keeper`)
  out(`  opportunities: ${summary(shares.map((share) => share.count))}`)
  out(`  list value:    ${summary(shares.map((share) => share.value))}`)
  for (const share of shares)
    out(
      `  ${share.name.padEnd(22)} ${String(share.count).padStart(5)} ${share.value.toFixed(0).padStart(10)}`,
    )
}

function summary(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  return `min ${at(0)}, median ${at(0.5)}, max ${at(1)}, gini ${gini(sorted).toFixed(3)}`
}

/** 0 where everyone has the same, near 1 where one has all. */
function gini(sorted: readonly number[]): number {
  const total = sorted.reduce((sum, value) => sum + value, 0)
  if (total === 0) return 0
  const weighted = sorted.reduce((sum, value, i) => sum + (2 * (i + 1) - sorted.length - 1) * value, 0)
  return weighted / (sorted.length * total)
}
