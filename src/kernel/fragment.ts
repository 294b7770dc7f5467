/** A piece of SQL with its values kept apart from its text: `parts` is one longer than `values`. */
export type Fragment = { readonly parts: readonly string[]; readonly values: readonly unknown[] }

/** Writes SQL: values become parameters, nested fragments are spliced in. Never interpolates text. */
export function sql(strings: TemplateStringsArray, ...inserts: readonly unknown[]): Fragment {
  const parts: string[] = [strings[0] ?? '']
  const values: unknown[] = []
  inserts.forEach((insert, i) => {
    const after = strings[i + 1] ?? ''
    if (isFragment(insert)) {
      parts[parts.length - 1] += insert.parts[0] ?? ''
      insert.values.forEach((value, k) => {
        values.push(value)
        parts.push(insert.parts[k + 1] ?? '')
      })
      parts[parts.length - 1] += after
    } else {
      values.push(insert)
      parts.push(after)
    }
  })
  return { parts, values }
}

/** SQL text written by the program itself. Never pass a user's words. */
export function raw(text: string): Fragment {
  return { parts: [text], values: [] }
}

/** A quoted identifier, `"a"."b"` for a dotted path. */
export function ident(path: string): Fragment {
  return raw(
    path
      .split('.')
      .map((name) => `"${name.replaceAll('"', '""')}"`)
      .join('.'),
  )
}

/** Fragments with a separator between them; the empty list gives empty text. */
export function joined(fragments: readonly Fragment[], separator: string): Fragment {
  return fragments.reduce<Fragment>(
    (all, next, i) => (i === 0 ? next : sql`${all}${raw(separator)}${next}`),
    raw(''),
  )
}

/** The text with `$1 … $n` and the values in that order, as a driver wants them. */
export function rendered(fragment: Fragment): { text: string; values: unknown[] } {
  const text = fragment.parts.reduce((all, part, i) => (i === 0 ? part : `${all}$${i}${part}`), '')
  return { text, values: [...fragment.values] }
}

function isFragment(value: unknown): value is Fragment {
  return typeof value === 'object' && value !== null && 'parts' in value && 'values' in value
}
