import { type NameIndex, nameIndex } from '../../../engines/tabular/names.ts'
import { fold } from '../../../kernel/text.ts'
import type { Answer, Question } from '../contract.ts'

export const NEAR_ENOUGH = 0.85 // a new name this near to a known one is asked about, never made silently

export type Known = { id: string; name: string; active?: boolean }
export type Resolved =
  | { kind: 'found'; id: string }
  | { kind: 'create'; name: string }
  | { kind: 'ask'; question: Omit<Question, 'rows'> }
  | { kind: 'inactive'; name: string }

/** Names of one kind of record: finds by folded name, by the answers given, and asks about near ones. */
export class NameBook {
  private readonly byName = new Map<string, Known>()
  private readonly field: string
  private readonly answers: Readonly<Record<string, Answer>>
  private readonly mayCreate: boolean
  private index: NameIndex | undefined
  private readonly known: Known[]

  constructor(
    field: string,
    known: readonly Known[],
    answers: Readonly<Record<string, Answer>>,
    mayCreate: boolean,
  ) {
    this.field = field
    this.known = [...known]
    this.answers = answers
    this.mayCreate = mayCreate
    for (const one of known) this.byName.set(fold(one.name), one)
  }

  resolve(name: string): Resolved {
    const given = answerTo(name, this.answers)
    if (given && 'is' in given) return { kind: 'found', id: given.is }
    const found = this.byName.get(fold(name))
    if (found)
      return found.active === false ? { kind: 'inactive', name: found.name } : { kind: 'found', id: found.id }
    if (given) return { kind: 'create', name }
    this.index ??= nameIndex(this.known.map((one) => one.name))
    const near = this.index.near(name, 5).flatMap((one) => {
      const known = this.byName.get(fold(one.name))
      return known ? [{ id: known.id, name: one.name, score: one.score }] : []
    })
    if (this.mayCreate && !near.some((one) => one.score >= NEAR_ENOUGH)) return { kind: 'create', name }
    return { kind: 'ask', question: { field: this.field, value: name, near, mayCreate: true } }
  }

  /** The id of exactly this name. */
  find(name: string): string | undefined {
    return this.byName.get(fold(name))?.id
  }

  /** A record made meanwhile. */
  add(known: Known): void {
    this.byName.set(fold(known.name), known)
  }
}

/** What was answered; a file may well ask about a `constructor`, which every object has. */
function answerTo(value: string, answers: Readonly<Record<string, Answer>>): Answer | undefined {
  return Object.hasOwn(answers, value) ? answers[value] : undefined
}

/** A stage or choice by its key, its label in either language, or the answer given. */
export function keyOf(
  value: string,
  options: readonly { key: string; zh: string; en: string }[],
  answers: Readonly<Record<string, Answer>>,
): string | undefined {
  const given = answerTo(value, answers)
  if (given && 'is' in given) return options.find((one) => one.key === given.is)?.key
  const wanted = fold(value)
  return options.find((one) => [one.key, one.zh, one.en].some((name) => fold(name) === wanted))?.key
}
