type Values = Readonly<Record<string, unknown>> & { id: string }

/** What a merge needs to know of a field. */
export type MergeField = { name: string; unique: boolean; isReference: boolean }

export type MergedValues =
  | { kind: 'nothing-to-take'; field: string }
  | { kind: 'values'; changes: Record<string, unknown>; cleared: { id: string; field: string }[] }

/**
 * The survivor's fields that change: what is taken on purpose, and where the survivor has nothing the first value the others have.
 * Unique values come over only on purpose, and their giver loses them. A reference the viewer may not read, or to one of those merged,
 * does not come by itself.
 */
export function mergedValues(
  fields: readonly MergeField[],
  survivor: Values,
  losers: readonly Values[],
  take: Readonly<Record<string, string>>,
): MergedValues {
  const known = new Map(fields.map((field) => [field.name, field]))
  const changes: Record<string, unknown> = {}
  const cleared: { id: string; field: string }[] = []
  for (const [name, id] of Object.entries(take)) {
    const field = known.get(name)
    const giver = [survivor, ...losers].find((one) => one.id === id)
    if (!field || !giver) return { kind: 'nothing-to-take', field: name }
    if (giver === survivor) continue
    changes[name] = written(giver[name])
    if (field.unique && !isEmpty(giver[name])) cleared.push({ id, field: name })
  }
  const among = new Set([survivor, ...losers].map(({ id }) => id))
  for (const { name, unique, isReference } of fields) {
    if (name in take || unique || !isEmpty(survivor[name])) continue
    const giver = losers.find((one) => !isEmpty(one[name]))
    if (!giver) continue
    const value = giver[name]
    if (isReference && (!isReadable(value) || among.has(idOf(value)))) continue
    changes[name] = written(value)
  }
  return { kind: 'values', changes, cleared }
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

function isReadable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'title' in value && value.title !== null
}

function idOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : ''
}

/** As it is written: a reference by its id alone. */
function written(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'id' in value && 'title' in value
    ? value.id
    : (value ?? null)
}

/** A record by its fields' names. */
type Likeable = Readonly<Record<string, unknown>>
export type Sameness = 'account' | 'name' | 'phone' | 'email' | 'website'

/** Why two opportunities may be the same; nothing where they may not. The same account alone is no reason: it must be the same product too. */
export function whySameOpportunity(a: Likeable, b: Likeable): Sameness[] {
  const found: Sameness[] = []
  const account = idOf(a['account'])
  const isSameProduct = idOf(a['product']) === idOf(b['product'])
  if (account && account === idOf(b['account']) && isSameProduct) found.push('account')
  if (folded(a['companyName']) && folded(a['companyName']) === folded(b['companyName']) && isSameProduct)
    found.push('name')
  if (digits(a['contactPhone']) && digits(a['contactPhone']) === digits(b['contactPhone']))
    found.push('phone')
  if (folded(a['contactEmail']) && folded(a['contactEmail']) === folded(b['contactEmail']))
    found.push('email')
  return found
}

function folded(value: unknown): string {
  return typeof value === 'string' ? value.normalize('NFKC').replace(/\s+/g, '').toLowerCase() : ''
}

/** The last eleven digits: with or without the country's code it is one number. */
function digits(value: unknown): string {
  const found = typeof value === 'string' ? value.replace(/\D/g, '') : ''
  return found.length >= 7 ? found.slice(-11) : ''
}

/** The name of a site, whatever stands around it. */
export function siteOf(value: unknown): string {
  if (typeof value !== 'string') return ''
  const plain = value.trim().toLowerCase()
  const [, rest = plain] = /^https?:\/\/(.*)$/s.exec(plain) ?? []
  const [host = ''] = rest.split('/', 1)
  return host.startsWith('www.') ? host.slice(4) : host
}

/** Why two accounts may be the same, by a likeness of their names from 0 to 1. */
export function whySameAccount(a: Likeable, b: Likeable, likeness: number): Sameness[] {
  const found: Sameness[] = []
  if (likeness >= NEAR) found.push('name')
  if (digits(a['phone']) && digits(a['phone']) === digits(b['phone'])) found.push('phone')
  if (siteOf(a['website']) && siteOf(a['website']) === siteOf(b['website'])) found.push('website')
  return found
}

/** As near as imports ask about before they make a new one. */
export const NEAR = 0.85
