import type { z } from 'zod'
import { evaluate, parseCondition, type Vocabulary } from '../../engines/conditions/index.ts'
import type { Context } from '../../objects/context.ts'
import { objectNamed, vocabularyOf } from '../../objects/metadata.ts'
import { listRecords, type RecordJson } from '../../objects/store.ts'
import { requireAdmin } from '../permissions/index.ts'
import type { PlanDocument, Stage } from '../plan/contract.ts'
import { changing, publishedPlan } from '../plan/index.ts'
import { factsOf } from '../routing/index.ts'
import type { OpportunityEffect, previewOpportunities } from './contract/previews.ts'
import * as store from './store.ts'

type Input = z.output<NonNullable<typeof previewOpportunities.body>>
type Target = PlanDocument['stages'][number]

/**
 * What publishing a document would do to each running opportunity of the plan in force, page by page in the order they were made
 * (administrators). Writes nothing. Six queries a page.
 */
export async function previewEach(
  context: Context,
  { document, mapping = {}, stage, cursor, limit }: Input,
): Promise<{ items: OpportunityEffect[]; next?: string }> {
  requireAdmin(context.viewer)
  const { db, registry } = context
  const current = await publishedPlan(db)
  const from = current.stages.filter(({ kind, key }) => kind === 'open' && (!stage || key === stage))
  if (from.length === 0) return { items: [] }
  const object = objectNamed(registry, 'opportunity')
  const page = await listRecords(db, {
    object,
    viewer: { ...context.viewer, admin: true },
    registry,
    filter: `stage in [${from.map(({ id }) => `"${id}"`).join(', ')}]`,
    sort: [{ field: 'number', direction: 'asc' }],
    limit,
    cursor,
  })
  const ids = page.items.map(({ id }) => id)
  const [facts, functions, tasks, helpers] = await Promise.all([
    factsOf(db, page.items),
    store.holdersFunctions(db, ids),
    store.checklistKeys(db, ids),
    store.helpingFunctions(db, ids),
  ])
  const targets = changing.mappingOf(current.stages, document.stages, mapping).mapping
  const vocabulary = vocabularyOf(registry, 'opportunity')
  const given = { now: context.now, today: context.now.slice(0, 10) }
  const items = page.items.map((record, i) => {
    const at = current.stages.find(({ id }) => id === idOf(record['stage']))
    const to = document.stages.find(({ key }) => at && key === targets[at.key])
    return effectOf(record, at, to, {
      facts: facts[i] ?? {},
      functions: functions.get(record.id) ?? [],
      tasks: tasks.get(record.id) ?? [],
      helpers: helpers.get(record.id) ?? [],
      holds: (source, about) => holds(source, about, vocabulary, given),
    })
  })
  return { items, ...(page.next === undefined ? {} : { next: page.next }) }
}

type Around = {
  facts: Record<string, unknown>
  /** What its holder can do. */
  functions: readonly string[]
  /** `stage/task` of the checklists it has. */
  tasks: readonly string[]
  /** Functions that support it now. */
  helpers: readonly string[]
  holds(source: string, facts: Record<string, unknown>): boolean
}

function effectOf(
  record: RecordJson,
  from: Stage | undefined,
  to: Target | undefined,
  { facts, functions, tasks, helpers, holds }: Around,
): OpportunityEffect {
  const accountable = to && Object.keys(to.duties).find((key) => to.duties[key] === 'A')
  const supporting = to ? Object.keys(to.duties).filter((key) => to.duties[key] !== 'A') : []
  const { number, title, holder } = record as RecordJson & {
    number: number
    title: string
    holder: { id: string; title: string | null }
  }
  return {
    id: record.id,
    number,
    title,
    from: from ? { key: from.key, label: from.label } : { key: '', label: { zh: '-', en: '-' } },
    to: to ? { key: to.key, label: to.label } : null,
    holder: {
      id: holder.id,
      name: holder.title ?? '',
      lacks: accountable && !functions.includes(accountable) ? accountable : null,
    },
    unmet: {
      fields: (to?.requiredFields ?? []).filter((name) => isEmpty(record[name])),
      conditions: to?.gate && !holds(to.gate, facts) ? [to.gate] : [],
    },
    tasks: (to?.tasks ?? [])
      .filter((task) => !tasks.includes(`${to?.key}/${task.key}`))
      .map(({ key, label, required }) => ({ key, label, required })),
    supporters: {
      coming: supporting.filter((key) => !helpers.includes(key)),
      going: helpers.filter((key) => !supporting.includes(key)),
    },
  }
}

function holds(
  source: string,
  facts: Record<string, unknown>,
  vocabulary: Vocabulary,
  given: { now: string; today: string },
): boolean {
  const parsed = parseCondition(source, vocabulary)
  return parsed.ok && evaluate(parsed.condition, facts, given)
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : undefined
}
