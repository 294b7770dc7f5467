import { seesAll } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import { causeNames } from '../../causes/index.ts'
import type { PlanDocument } from '../../plan/contract.ts'
import { changing, documentOf, publishedPlan } from '../../plan/index.ts'
import type { Change, Proposal, Report } from '../contract.ts'
import { noReport, notFound } from '../errors.ts'
import { applied } from '../rules/changes.ts'
import { staged } from '../rules/staging.ts'
import * as store from '../store.ts'
import { reported } from './reporting.ts'

type Text = { zh: string; en: string }

/**
 * What is open, what runs, what has been: administrators see all, whoever sees every opportunity what names nobody but those they lead,
 * everybody else what they hold.
 */
export async function listed(
  context: Context,
  box: 'open' | 'running' | 'past',
): Promise<{ items: Proposal[]; lookedAt: string | null }> {
  const { viewer, db } = context
  const looksOver = viewer.admin || isOverAll(context)
  const listed = await store.list(db, box, looksOver ? null : viewer.personId)
  const rows = listed.filter((row) => isFor(context, row))
  const { last } = await store.lookedAt(db, context.now.slice(0, 10))
  return { items: await shown(context, rows), lookedAt: last }
}

/** One with what it would change and the opportunities of its cause. Refuses `proposals.not-found`. */
export async function read(context: Context, id: string) {
  const row = await found(context, id)
  const document = documentOf(await publishedPlan(context.db))
  const target = applied(document, row.change)
  const [one] = await shown(context, [row])
  if (!one) throw notFound({ id })
  return {
    ...one,
    differences: target ? changing.differencesOf(document, target) : [],
    rows: row.cause.rows,
    applies: target !== undefined,
  }
}

/** Refuses `proposals.not-found`, `proposals.no-report`. */
export async function report(context: Context, id: string): Promise<Report> {
  const row = await found(context, id)
  if (row.publishedAt === null) throw noReport({})
  return row.report ?? reported(context, row)
}

async function found(context: Context, id: string): Promise<store.Row> {
  const row = await store.byId(context.db, id)
  if (!row || !isFor(context, row)) throw notFound({ id })
  return row
}

function isFor(context: Context, { holder, cause }: store.Row): boolean {
  const { viewer } = context
  if (viewer.admin || holder.id === viewer.personId) return true
  const led = new Set([viewer.personId, ...viewer.reports])
  return isOverAll(context) && cause.place.people.every(({ id }) => led.has(id))
}

function isOverAll({ viewer, registry }: Context): boolean {
  return viewer.reports.length > 0 && seesAll(viewer, objectNamed(registry, 'opportunity'), registry)
}

/** As they are told, with names for keys. */
export async function shown(context: Context, rows: readonly store.Row[]): Promise<Proposal[]> {
  if (rows.length === 0) return []
  const called = await causeNames(context)
  const document = documentOf(await publishedPlan(context.db))
  return rows.map(({ key: _key, trial, condition: _condition, cause, ...row }) => {
    const { rows: _rows, ...rest } = cause
    return {
      ...row,
      cause: rest,
      names: namesIn(row.change, called),
      inStages: isStageable(document, row.change, trial),
    }
  })
}

function isStageable(document: PlanDocument, change: Change, key: string): boolean {
  const target = applied(document, change)
  return target !== undefined && staged(document, target, { key, share: 0.5 }) !== undefined
}

function namesIn(change: Change, called: Awaited<ReturnType<typeof causeNames>>): Record<string, Text> {
  const same = (name: string): Text => ({ zh: name, en: name })
  switch (change.op) {
    case 'add-rule':
      return {
        rule: change.rule.label,
        function: called.function(change.rule.candidates.functions?.[0] ?? ''),
      }
    case 'change-rule':
      return { rule: same(change.rule) }
    case 'change-clock': {
      const [department] = change.clock.departments ?? []
      return {
        stage: called.stage(change.stage),
        ...(department ? { department: same(called.department(department)) } : {}),
      }
    }
    case 'drop-node':
      return { stage: called.stage(change.stage), to: called.stage(change.to) }
    case 'move-node':
      return { stage: called.stage(change.stage), to: called.function(change.to) }
    case 'packet-rule':
      return { stage: called.stage(change.stage), function: called.function(change.function) }
    case 'hand-over-at-once':
      return { stage: called.stage(change.stage) }
    case 'add-person':
      return {
        function: called.function(change.function),
        ...(change.department ? { department: same(called.department(change.department)) } : {}),
      }
  }
}
