/**
 * What an approval is given for: the amount, and every field its condition looks at, as they are now. `record` has the amount with its
 * currency, `facts` the rest as conditions read them.
 */
export function valuesFor(
  paths: readonly string[],
  record: Readonly<Record<string, unknown>>,
  facts: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const names = [...new Set(['amount', ...paths])].sort()
  return Object.fromEntries(
    names.map((path) => [path, path === 'amount' ? (record['amount'] ?? null) : at(facts, path)]),
  )
}

function at(facts: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = facts
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
    value = (value as Record<string, unknown>)[name]
  }
  // A reference is the record it points to, whatever else is known of that.
  return typeof value === 'object' && value !== null && 'id' in value ? value.id : (value ?? null)
}

/** The names of what is not as it was. */
export function changedValues(
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): string[] {
  return Object.keys(before).filter(
    (name) => JSON.stringify(sorted(before[name])) !== JSON.stringify(sorted(now[name])),
  )
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value ?? null
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
