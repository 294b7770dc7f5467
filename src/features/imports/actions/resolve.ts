import { KeySet } from '../../../engines/tabular/key-set.ts'
import { inMajorUnits } from '../../../kernel/money.ts'
import { isRefusal } from '../../../kernel/refusal.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed, vocabularyOf } from '../../../objects/metadata.ts'
import { type ColumnValues, columnsFrom, searchColumns } from '../../../objects/store.ts'
import type { PlanVersion, Stage } from '../../plan/contract.ts'
import { publishedPlan, wayThrough } from '../../plan/index.ts'
import type { Question } from '../contract.ts'
import { type Life, lifeOf } from '../rules/life.ts'
import { keyOf, NameBook } from '../rules/names.ts'
import * as store from '../store.ts'
import { type ReadFile, type ReadRow, shortened } from './reading.ts'

/** A row ready to be written: its record, its life where it has one, and what must be made first. */
export type ReadyRow = {
  line: number
  cells: string[]
  input: Record<string, unknown>
  holder: { id: string } | { create: string } | undefined
  create: { field: 'account' | 'product'; name: string }[]
  life: Extract<Life, { ok: true }> | undefined
  stage: Stage | undefined
  outcomeReason: string | null
  /** What the record is found by. */
  found?: ColumnValues | undefined
}
export type Outcome =
  | { ready: ReadyRow }
  | { problems: store.ProblemRow[]; questions: Omit<Question, 'rows'>[]; skipped?: boolean }

/** Nothing has a longer name or key: what is longer is asked about by nobody, and not kept to be compared. */
export const LONGEST_NAME = 400
/** Fields whose cells name records, and what these are. */
const BOOKS = {
  holder: 'person',
  account: 'account',
  parent: 'account',
  product: 'product',
  contact: 'contact',
} as const
/** Those that may be made, by the setting that says so. */
const MADE = { holder: 'people', account: 'accounts', product: 'products' } as const

type Plan = Pick<PlanVersion, 'processes' | 'stages'>
const NO_PLAN: Plan = { processes: [], stages: [] }

/** Turns read rows into ready ones: names into ids, stages and choices into keys, dates into lives. */
export class Resolver {
  private readonly context: Context
  private readonly run: ReadFile
  private readonly plan: Plan
  readonly books: ReadonlyMap<string, NameBook>
  private readonly seenKeys = new KeySet()

  private constructor(context: Context, run: ReadFile, plan: Plan, books: ReadonlyMap<string, NameBook>) {
    this.context = context
    this.run = run
    this.plan = plan
    this.books = books
  }

  static async open(context: Context, run: ReadFile): Promise<Resolver> {
    const plan = run.object === 'opportunity' ? await publishedPlan(context.db) : NO_PLAN
    const create = run.settings.create
    const books = new Map<string, NameBook>()
    const fed = new Set(run.mapping.map((line) => line.field))
    for (const [field, object] of Object.entries(BOOKS)) {
      if (!fed.has(field)) continue
      const mayMake = field in MADE && (create?.[MADE[field as keyof typeof MADE]] ?? false)
      const names = await store.namesOf(context.db, object)
      books.set(field, new NameBook(field, names, run.answers[field] ?? {}, mayMake))
    }
    return new Resolver(context, run, plan, books)
  }

  resolve(row: ReadRow): Outcome {
    const problems = [...row.problems]
    const questions: Omit<Question, 'rows'>[] = []
    const refuse: Refuse = (field, code, facts = {}) => {
      problems.push({ line: row.line, field, ...shortened({ code, facts }), cells: row.cells })
    }
    const key = row.values.get('externalKey')
    if (typeof key === 'string' && key.length <= LONGEST_NAME) {
      if (!this.seenKeys.add(key)) refuse('externalKey', 'imports.key-twice-in-file', { key })
    }
    const asked: Omit<Question, 'rows'>[] = []
    const ready = this.record(row, refuse, asked)
    for (const question of asked) {
      if (question.value.length <= LONGEST_NAME) questions.push(question)
      else refuse(question.field, 'field.too-long', { most: LONGEST_NAME })
    }
    if (problems.length > 0 || questions.length > 0) return { problems, questions }
    const checked = this.checked(ready)
    if ('found' in checked) return { ready: { ...ready, found: checked.found } }
    for (const one of checked.invalid) refuse(one.field, one.code, one.facts)
    return { problems, questions }
  }

  /** The fields of a row that nobody means to keep: none is required, and a name nobody knows is no obstacle. */
  fieldsOf(row: ReadRow): { input: Record<string, unknown>; problems: store.ProblemRow[] } {
    const problems = [...row.problems]
    const refuse: Refuse = (field, code, facts = {}) => {
      problems.push({ line: row.line, field, ...shortened({ code, facts }), cells: row.cells })
    }
    const asked: Omit<Question, 'rows'>[] = []
    const { input } = this.record(row, refuse, asked)
    for (const { field, value } of asked) refuse(field, 'imports.unknown-name', { name: value })
    if (problems.length === 0)
      for (const one of this.invalidIn(input, false)) refuse(one.field, one.code, one.facts)
    return { input, problems }
  }

  private record(row: ReadRow, refuse: Refuse, questions: Omit<Question, 'rows'>[]): ReadyRow {
    const input: Record<string, unknown> = {}
    const create: ReadyRow['create'] = []
    let holder: ReadyRow['holder']
    for (const [name, value] of row.values) {
      if (
        name === 'stage' ||
        name.startsWith('entered:') ||
        ['openedAt', 'closedAt', 'outcomeReason'].includes(name)
      )
        continue
      if (name === 'holder') holder = this.holder(String(value), refuse, questions)
      else if (Object.hasOwn(BOOKS, name))
        this.pointTo(name as keyof typeof BOOKS, String(value), input, create, refuse, questions)
      else input[name] = this.plain(name, value, questions)
    }
    const base = {
      line: row.line,
      cells: row.cells,
      input,
      holder,
      create,
      outcomeReason: textOf(row.values.get('outcomeReason')),
    }
    if (this.run.object !== 'opportunity') return { ...base, life: undefined, stage: undefined }
    titled(input, row)
    const stage = this.stage(row, input, questions)
    const life = stage && this.life(row, stage, this.way(input, stage.key), refuse)
    return { ...base, stage, life }
  }

  private holder(name: string, refuse: Refuse, questions: Omit<Question, 'rows'>[]): ReadyRow['holder'] {
    const found = this.books.get('holder')?.resolve(name)
    if (found?.kind === 'found') return { id: found.id }
    if (found?.kind === 'create') return { create: name }
    if (found?.kind === 'inactive') refuse('holder', 'imports.holder-left', { name })
    else if (found) questions.push(found.question)
    return undefined
  }

  private pointTo(
    field: keyof typeof BOOKS,
    name: string,
    input: Record<string, unknown>,
    create: ReadyRow['create'],
    refuse: Refuse,
    questions: Omit<Question, 'rows'>[],
  ): void {
    const found = this.books.get(field)?.resolve(name)
    if (found?.kind === 'found') input[field] = found.id
    else if (found?.kind === 'create' && (field === 'account' || field === 'product'))
      create.push({ field, name })
    else if (found?.kind === 'ask' && field !== 'parent') questions.push(found.question)
    else if (field !== 'parent') refuse(field, 'imports.unknown-name', { name })
  }

  /** Choices by their value or label. */
  private plain(name: string, value: unknown, questions: Omit<Question, 'rows'>[]): unknown {
    const field = objectNamed(this.context.registry, this.run.object).fields.find((one) => one.name === name)
    if (field?.type !== 'choice' || typeof value !== 'string') return value
    const options = (field.options.choices ?? []).map((one) => ({ key: one.value, ...one.label }))
    const found = keyOf(value, options, this.run.answers[name] ?? {})
    if (found) return found
    questions.push({
      field: name,
      value,
      near: options.map((one) => ({ id: one.key, name: `${one.zh} ${one.en}`, score: 0 })),
      mayCreate: false,
    })
    return null
  }

  /** The stages of the process for such an opportunity, by what its row says of itself. */
  private way(input: Record<string, unknown>, standingAt?: string): readonly Stage[] {
    const { now, registry } = this.context
    const { account: _, product: __, ...said } = input
    const plain = Object.entries(said).map(([name, value]) => [name, inMajorUnits(value)])
    const facts = { type: 'new-customer', ...Object.fromEntries(plain) }
    const vocabulary = vocabularyOf(registry, 'opportunity')
    return wayThrough(this.plan, facts, vocabulary, { now, today: now.slice(0, 10) }, standingAt).stages
  }

  /** The stage that is named, else the first of its process. */
  private stage(
    row: ReadRow,
    input: Record<string, unknown>,
    questions: Omit<Question, 'rows'>[],
  ): Stage | undefined {
    const { stages } = this.plan
    const value = row.values.get('stage')
    if (value === undefined) return this.way(input).find((one) => one.kind === 'open')
    const options = stages.map((one) => ({ key: one.key, ...one.label }))
    const key = keyOf(String(value), options, this.run.answers['stage'] ?? {})
    if (key) return stages.find((one) => one.key === key)
    questions.push({
      field: 'stage',
      value: String(value),
      near: options.map((one) => ({ id: one.key, name: `${one.zh} ${one.en}`, score: 0 })),
      mayCreate: false,
    })
    return undefined
  }

  private life(row: ReadRow, stage: Stage, way: readonly Stage[], refuse: Refuse) {
    const at = (name: string) =>
      typeof row.values.get(name) === 'string' ? (row.values.get(name) as string) : undefined
    const entered = new Map(
      this.plan.stages.flatMap((one) =>
        at(`entered:${one.key}`) ? [[one.key, at(`entered:${one.key}`) ?? ''] as const] : [],
      ),
    )
    const life = lifeOf(
      { stage, openedAt: at('openedAt'), closedAt: at('closedAt'), entered, now: this.context.now },
      way.filter(({ key }) => entered.has(key)).length === entered.size ? way : this.plan.stages,
    )
    if (life.ok) return life
    refuse('openedAt', `imports.${life.code}`, life.facts)
    return undefined
  }

  /** What the record is found by, or what the record store would refuse of this row, so that one bad row does not stop its batch. */
  private checked({ input }: ReadyRow): { found: ColumnValues | undefined } | { invalid: Invalid[] } {
    if (this.run.object === 'person') return { found: undefined }
    const object = objectNamed(this.context.registry, this.run.object)
    const whole = this.run.object === 'opportunity' ? { type: 'new-customer', ...input } : input
    const columns = this.columnsOf(whole, true)
    return Array.isArray(columns) ? { invalid: columns } : { found: searchColumns(object, columns) }
  }

  private invalidIn(input: Record<string, unknown>, whole: boolean): Invalid[] {
    const columns = this.columnsOf(input, whole)
    return Array.isArray(columns) ? columns : []
  }

  private columnsOf(input: Record<string, unknown>, whole: boolean): ColumnValues | Invalid[] {
    try {
      const object = objectNamed(this.context.registry, this.run.object)
      return columnsFrom(this.context.viewer, object, input, whole)
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown
      const { problems } = thrown.facts as { problems?: Invalid[] }
      return problems ?? [{ field: '', code: thrown.code, facts: thrown.facts }]
    }
  }
}

type Invalid = { field: string; code: string; facts: Record<string, unknown> }
type Refuse = (field: string | null, code: string, facts?: Record<string, unknown>) => void

/** An opportunity without a title is called by its customer and product, or by its key. */
function titled(input: Record<string, unknown>, row: ReadRow): void {
  if (input['title']) return
  const parts = [
    row.values.get('account') ?? row.values.get('companyName'),
    row.values.get('product'),
  ].filter(Boolean)
  const title = parts.length > 0 ? parts.join(' · ') : (row.values.get('externalKey') ?? `#${row.line}`)
  input['title'] = String(title).slice(0, 200)
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
