/** Where a plan names people; `*` is every item of a list. Files have e-mail addresses there. */
export const PEOPLE_PLACES = [
  ['keeper'],
  ['stages', '*', 'approvals', '*', 'by', 'person'],
  ['rules', '*', 'candidates', 'people', '*'],
  ['pools', '*', 'keeper'],
] as const

/** The value with every person named in it replaced; `path` is where they stand. What is not a text is left as it is. */
export function withPeople(
  value: unknown,
  replace: (person: string, path: (string | number)[]) => string,
): unknown {
  return PEOPLE_PLACES.reduce<unknown>((now, place) => replaced(now, place, [], replace), value)
}

function replaced(
  value: unknown,
  [name, ...rest]: readonly string[],
  path: (string | number)[],
  replace: (person: string, path: (string | number)[]) => string,
): unknown {
  if (name === undefined) return typeof value === 'string' ? replace(value, path) : value
  if (name === '*')
    return Array.isArray(value) ? value.map((one, i) => replaced(one, rest, [...path, i], replace)) : value
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return value
  const inner = (value as Record<string, unknown>)[name]
  return { ...value, [name]: replaced(inner, rest, [...path, name], replace) }
}
