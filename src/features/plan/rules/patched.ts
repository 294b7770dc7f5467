import type { PatchStep } from '../contract.ts'

/** The document after the steps of a fix, in order; the one given is left as it is. Throws a fault where a place is not there. */
export function patched<T>(document: T, patch: readonly PatchStep[]): T {
  const copy = JSON.parse(JSON.stringify({ document })) as { document: T }
  for (const { op, path, value } of patch) {
    const names = [
      'document',
      ...path
        .split('/')
        .slice(1)
        .map((one) => one.replaceAll('~1', '/').replaceAll('~0', '~')),
    ]
    const last = names.pop() ?? ''
    let at: unknown = copy
    for (const name of names) at = inside(at, name)
    if (Array.isArray(at)) {
      const place = last === '-' ? at.length : Number(last)
      at.splice(place, op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [value]))
    } else if (typeof at === 'object' && at !== null) {
      if (op === 'remove') Reflect.deleteProperty(at, last)
      else Object.assign(at, { [last]: value })
    } else throw new Error(`there is no ${path}`)
  }
  return copy.document
}

function inside(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
    throw new Error(`there is no ${name}`)
  return (value as Record<string, unknown>)[name]
}
