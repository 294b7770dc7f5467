import type { History } from '../../../engines/mining/history.ts'
import type { Cell } from '../../../engines/tabular/cell.ts'
import { decimalFrom } from '../../../kernel/money.ts'
import { instantOf } from '../../../kernel/time.ts'
import { dayIn, seesAll } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import type { Sql, Tx } from '../../../platform/db/pool.ts'
import { patiently } from '../../../platform/db/transaction.ts'
import { record } from '../../../platform/events/journal.ts'
import { workingTimesOf } from '../../availability/index.ts'
import { everyHistory, peopleOf, stagesOf } from '../../histories/index.ts'
import { requireAdmin, requireReach } from '../../permissions/index.ts'
import type { PackAction, PackTable, ReviewPack } from '../contract/packs.ts'
import { PACK_TABLES } from '../contract/packs.ts'
import * as errors from '../errors.ts'
import { firstOf, lastOf, monthBefore } from '../rules/opening.ts'
import * as rules from '../rules/pack.ts'
import * as store from '../store/packs.ts'
import { causes } from '../store/reading.ts'

const SYSTEM = { kind: 'system', personId: null } as const

type Company = Pick<Context, 'registry' | 'now'>

/**
 * Makes the pack of the month before once the first working day of this one has come, where there is none yet, on one process of all
 * that run. True where it did.
 */
export async function makeDue(db: Sql, company: Company): Promise<boolean> {
  const { timeZone } = company.registry.company
  const today = dayIn(company.now, timeZone)
  const month = monthBefore(today)
  if (await store.head(db, month)) return false
  if (!(await hasWorked(db, company, firstOf(today), today))) return false
  return patiently(db, (tx) => make(tx, company, month, null))
}

/** A working day of the company's calendar has begun in these days. */
async function hasWorked(db: Sql, company: Company, first: string, today: string): Promise<boolean> {
  const { from, until } = await store.edgesOf(db, first, today, company.registry.company.timeZone)
  const times = await workingTimesOf(db, company, [NOBODY], from, until)
  return (times.get(NOBODY)?.between(Date.parse(from), Date.parse(until)) ?? 0) > 0
}

const NOBODY = '00000000-0000-0000-0000-000000000000' // whose time is the company's own

/** Makes the pack of a month that is over. Refuses `permissions.admin-only`, `reviews.not-over`; one that is there stays as it is. */
export async function makeNow(context: Context, month: string): Promise<ReviewPack> {
  requireAdmin(context.viewer)
  if (month > monthBefore(dayIn(context.now, context.registry.company.timeZone)))
    throw errors.notOver({ month })
  await patiently(context.db, (tx) => make(tx, context, month, context.viewer.personId))
  return read(context, month)
}

async function make(tx: Tx, company: Company, month: string, by: string | null): Promise<boolean> {
  const { registry, now } = company
  const { timeZone } = registry.company
  const days = { first: month, last: lastOf(month) }
  const edges = await store.edgesOf(tx, days.first, days.last, timeZone)
  const stages = await stagesOf(tx)
  const people = await peopleOf(tx)
  const lines: store.Line[] = []
  const period = { from: days.first, to: days.last, of: 'closed' as const }
  await everyHistory({ db: tx, registry }, { period }, async (batch) => {
    lines.push(
      ...(await endedLines(tx, company, batch, (person) => people.get(person)?.functions[0] ?? null)),
    )
  })
  for (const { opportunityId, ...facts } of await store.reviewsOf(tx, edges))
    lines.push({ kind: 'review', opportunityId, facts })
  const today = dayIn(now, timeZone)
  for (const { opportunityId, ...facts } of await store.actionsOf(tx, { ...edges, ...days, today }))
    lines.push({ kind: 'action', opportunityId, facts })
  const names: store.Names = {
    stages: Object.fromEntries([...stages].map(([key, { label }]) => [key, label])),
    functions: await store.functionLabels(tx),
    causes: Object.fromEntries((await causes(tx)).map(({ key, label }) => [key, label])),
  }
  const isMade = await store.keep(tx, { month, by, names, lines }, now)
  if (isMade) {
    const actor = by ? { kind: 'person' as const, personId: by } : SYSTEM
    const recordId = by ?? NOBODY
    await record(tx, actor, now, [
      { kind: 'review.pack-made', object: 'company', recordId, after: { month } },
    ])
  }
  return isMade
}

async function endedLines(
  tx: Tx,
  company: Company,
  batch: readonly History[],
  functionOf: (person: string) => string | null,
): Promise<store.Line[]> {
  const ended = batch.filter(({ outcome }) => outcome !== null)
  if (ended.length === 0) return []
  const people = [...new Set(ended.flatMap(({ tiles }) => tiles.map(({ person }) => person)))]
  const from = Math.min(...ended.map(({ openedAt }) => openedAt))
  const until = Math.max(...ended.map(({ closedAt, openedAt }) => closedAt ?? openedAt))
  const times = await workingTimesOf(tx, company, people, instantOf(from), instantOf(until))
  const worked = (person: string, a: number, b: number) => times.get(person)?.between(a, b) ?? 0
  return ended.map((history) => ({
    kind: 'ended',
    opportunityId: history.id,
    facts: rules.factsOf(history, functionOf, worked),
  }))
}

export async function listed(context: Context) {
  requireReach(context.viewer, 'opportunity', 'see')
  return { items: await store.months(context.db) }
}

/** A pack over the rows its reader may see. Refuses `reviews.no-pack`. */
export async function read(context: Context, month: string): Promise<ReviewPack> {
  const { viewer, registry, db } = context
  requireReach(viewer, 'opportunity', 'see')
  const head = await store.head(db, month)
  if (!head) throw errors.noPack({ month })
  const { ended, reviews, actions } = await store.linesOf(db, context, month)
  const { stages, functions, causes: causeNames } = head.names
  const stageLabel = (key: string) => stages[key] ?? { zh: key, en: key }
  const functionLabel = (key: string | null) =>
    key === null ? null : (functions[key] ?? { zh: key, en: key })
  const [won, lost] = [
    ended.filter(({ outcome }) => outcome === 'won'),
    ended.filter(({ outcome }) => outcome === 'lost'),
  ]
  return {
    month,
    madeAt: head.madeAt,
    madeBy: head.madeBy,
    seenAs: viewer.name,
    seesAll: seesAll(viewer, objectNamed(registry, 'opportunity'), registry),
    ended: ended.length,
    won: won.length,
    lostCount: lost.length,
    wonAmount: moneys(rules.sumsOf(won)),
    lostAmount: moneys(rules.sumsOf(lost)),
    lost: rules.lostTable(ended).map(({ sums, ...line }) => ({
      ...line,
      stageLabel: stageLabel(line.stage),
      amount: moneys(sums),
    })),
    handOvers: rules.handOverTable(ended).map(({ key: _, from, to, ...line }) => ({
      ...line,
      from: functionLabel(from),
      to: functionLabel(to),
      stageLabel: stageLabel(line.stage),
    })),
    functions: rules.functionTable(ended).map((line) => ({ ...line, label: functionLabel(line.function) })),
    causes: rules.causeTable(reviews).map((line) => ({
      ...line,
      label: causeNames[line.cause] ?? { zh: line.cause, en: line.cause },
      stageLabel: stageLabel(line.stage),
    })),
    goingOn: reviews.filter(({ state }) => state === 'going').length,
    actions: actions.filter(({ ofMonth }) => ofMonth).map(actionOf),
    openActions: actions.filter(({ doneAt }) => doneAt === null).map(actionOf),
  }
}

function actionOf({
  title,
  holder,
  dueOn,
  doneAt,
  state,
  number,
  opportunity,
  review,
}: rules.ActionFacts): PackAction {
  return { title, holder, dueOn, doneAt, state, opportunity: { number, title: opportunity }, review }
}

function moneys(sums: readonly { minor: number; currency: string }[]) {
  return sums.map(({ minor, currency }) => ({ amount: decimalFrom(BigInt(minor), currency), currency }))
}

/** One table of a pack as headings and rows, in the reader's language. Refuses `reviews.no-pack`, `reviews.unknown-table`. */
export async function table(
  context: Context,
  month: string,
  name: string,
): Promise<{ headings: string[]; rows: Cell[][] }> {
  if (!/^\d{4}-(0[1-9]|1[0-2])-01$/.test(month)) throw errors.noPack({ month })
  const known = PACK_TABLES.find((one) => one === name)
  if (!known) throw errors.unknownTable({ table: name })
  const pack = await read(context, month)
  const { language } = context.viewer
  const headings = HEADINGS[known][language]
  return { headings, rows: rowsOf(pack, known, (text) => text?.[language] ?? '') }
}

type Say = (text: { zh: string; en: string } | null) => string

function rowsOf(pack: ReviewPack, name: PackTable, say: Say): Cell[][] {
  const money = (sums: readonly { amount: string; currency: string }[]) =>
    sums.map(({ amount, currency }) => `${amount} ${currency}`).join(' · ')
  const actions = (all: readonly PackAction[]) =>
    all.map((one) => [
      one.title,
      one.holder.name,
      one.dueOn,
      one.doneAt ?? '',
      one.state,
      one.opportunity.number,
    ])
  if (name === 'lost')
    return pack.lost.map((one) => [
      say(one.stageLabel),
      one.reason ?? '',
      one.n,
      money(one.amount),
      one.numbers.join(' '),
    ])
  if (name === 'hand-overs')
    return pack.handOvers.map((one) => [
      ...[say(one.from), say(one.to), say(one.stageLabel), one.n, one.lost.k, one.lost.n],
      ...[one.answerHours ?? '', one.asked, one.declined, one.numbers.join(' ')],
    ])
  if (name === 'functions')
    return pack.functions.map((one) => [
      say(one.label),
      one.responses,
      one.responseHours ?? '',
      one.onTime.k,
      one.onTime.n,
    ])
  if (name === 'causes')
    return pack.causes.map((one) => [
      say(one.label),
      say(one.stageLabel),
      one.agreed,
      one.ruled,
      one.numbers.join(' '),
    ])
  return actions(name === 'actions' ? pack.actions : pack.openActions)
}

const ACTIONS = {
  zh: ['措施', '责任人', '截止', '完成', '状态', '商机编号'],
  en: ['Action', 'Holder', 'Due', 'Done', 'State', 'Opportunity'],
}
const HEADINGS: Readonly<Record<PackTable, { zh: string[]; en: string[] }>> = {
  lost: {
    zh: ['节点', '输单原因', '数量', '金额', '商机编号'],
    en: ['Stage', 'Reason', 'Lost', 'Amount', 'Opportunities'],
  },
  'hand-overs': {
    zh: [
      '交出职能',
      '接手职能',
      '节点',
      '次数',
      '其中输单',
      '商机数',
      '答复小时（中位）',
      '提问',
      '拒绝',
      '商机编号',
    ],
    en: [
      'From',
      'To',
      'Stage',
      'Passes',
      'Lost',
      'Of',
      'Answer hours (median)',
      'Asked',
      'Declined',
      'Opportunities',
    ],
  },
  functions: {
    zh: ['职能', '首次联系数', '首次联系工作小时（中位）', '按时', '时限数'],
    en: ['Function', 'First contacts', 'Working hours to it (median)', 'On time', 'Limits'],
  },
  causes: {
    zh: ['原因', '节点', '双方同意', '裁定', '商机编号'],
    en: ['Cause', 'Stage', 'Agreed', 'Ruled', 'Opportunities'],
  },
  actions: ACTIONS,
  'open-actions': ACTIONS,
}

/** What a table is called as a file. */
export function fileNameOf(month: string, name: string): string {
  return `review-${month.slice(0, 7)}-${name}.csv`
}
