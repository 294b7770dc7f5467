import type { Text } from '../../kernel/text.ts'

/** What a value is. `texts` is a list of texts (several choices). Money and percent are numbers (major units; 12.5 is 12.5 %). */
export type ValueKind = 'text' | 'number' | 'bool' | 'day' | 'instant' | 'texts'

/** A field a condition may name; a `record` is a reference: alone it is its id, with a dot the other record's field. */
export type Term =
  | { kind: ValueKind; label: Text }
  | { kind: 'record'; label: Text; fields: Readonly<Record<string, Term>> }

/** The fields of one object. `stage` and `opportunity.stage` mean the same where `root` is `opportunity`. */
export type Vocabulary = { root: string; fields: Readonly<Record<string, Term>> }

/** The term at `path`, or the name that is not there. */
export function termAt(vocabulary: Vocabulary, path: readonly string[]): Term | undefined {
  let fields: Readonly<Record<string, Term>> | undefined = vocabulary.fields
  let term: Term | undefined
  for (const name of path) {
    term = fields && Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!term) return undefined
    fields = term.kind === 'record' ? term.fields : undefined
  }
  return term
}

/** The known field nearest to `path`, where one is near enough to have been meant. */
export function nearestName(vocabulary: Vocabulary, path: readonly string[]): string | undefined {
  let { fields } = vocabulary
  const known: string[] = []
  for (const name of path) {
    const term = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (term?.kind !== 'record') {
      const near = nearest(Object.keys(fields), name)
      return near === undefined ? undefined : [...known, near].join('.')
    }
    known.push(name)
    fields = term.fields
  }
  return undefined
}

function nearest(names: readonly string[], wanted: string): string | undefined {
  let best: string | undefined
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1
  for (const name of names) {
    const distance = editDistance(wanted.slice(0, 60).toLowerCase(), name.slice(0, 60).toLowerCase())
    if (distance < least) {
      least = distance
      best = name
    }
  }
  return best
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost))
    }
    row = next
  }
  return row[b.length] ?? 0
}
