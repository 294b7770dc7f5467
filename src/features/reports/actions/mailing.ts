import { randomUUID } from 'node:crypto'
import { isRefusal } from '../../../kernel/refusal.ts'
import type { Language } from '../../../kernel/text.ts'
import { type Clock, type Instant, instantOf, MS_PER_DAY } from '../../../kernel/time.ts'
import { mayDo } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Sql } from '../../../platform/db/pool.ts'
import { transaction } from '../../../platform/db/transaction.ts'
import type { Log } from '../../../platform/log.ts'
import { type Letter, nextTryAt, type Post } from '../../delivery/index.ts'
import { notify } from '../../notifications/index.ts'
import type { AnsweredTile } from '../contract/dashboards.ts'
import type { Answer } from '../contract.ts'
import { builtInDashboard, builtInReport } from '../rules/built-in.ts'
import { type LetterPart, letterOf } from '../rules/letter.ts'
import { dayAt, nextAt } from '../rules/rhythm.ts'
import { sheetOf } from '../rules/sheet.ts'
import * as store from '../store/mailing.ts'
import { answerQuestion, answerTiles } from './answering.ts'
import * as dashboards from './dashboards.ts'
import { fileOf } from './exporting.ts'
import * as reports from './reports.ts'

/** What mailing needs of the application it runs in. */
export type Mailing = {
  db: Sql
  clock: Clock
  log: Log
  /** A person's rights of this moment; undefined where they left. */
  contextFor(personId: string): Promise<Context | undefined>
  post: Post
}

const AT_ONCE = 20
const SIDE_BY_SIDE = 3
const LEASE_SECONDS = 180 // longer than the slowest dashboard and its sending take
const KEPT_DAYS = 400

/** Makes what is due at `now` and sends what waits; several processes share the work. Answers how many were tried. */
export async function mailDue(outside: Mailing, now: Instant): Promise<number> {
  while ((await planDue(outside, now)) === AT_ONCE);
  const token = randomUUID()
  const claimed = await store.claim(outside.db, AT_ONCE, token, now, LEASE_SECONDS)
  let next = 0
  const work = async () => {
    for (let one = claimed[next++]; one; one = claimed[next++]) await carryOut(outside, one, token)
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
  return claimed.length
}

/** What was sent so long ago that nobody looks at it is forgotten. */
export async function forgetMailings({ db }: Pick<Mailing, 'db'>, now: Instant): Promise<void> {
  await store.forget(db, instantOf(Date.parse(now) - KEPT_DAYS * MS_PER_DAY))
}

/**
 * Each schedule whose time has come makes one mailing to each receiver, of the day it was due; where servers were down for several, of
 * the last of them only. One whose owner has left stops.
 */
async function planDue({ db }: Mailing, now: Instant): Promise<number> {
  return transaction(db, async (tx) => {
    const due = await store.lockDue(tx, now, AT_ONCE)
    if (due.length === 0) return 0
    const timeZone = await store.timeZone(tx)
    for (const { id, rhythm, ownerIsThere } of due) {
      if (!ownerIsThere) {
        await store.stop(tx, id, 'left')
        continue
      }
      await store.makeMailings(tx, id, dayAt(now, timeZone), now)
      await store.setNext(tx, id, nextAt(rhythm, now, timeZone))
    }
    return due.length
  })
}

async function carryOut(outside: Mailing, one: store.Claimed, token: string): Promise<void> {
  try {
    const outcome = await tried(outside, one)
    await settle(outside, one, token, outcome)
  } catch (thrown) {
    if (isRefusal(thrown)) await settle(outside, one, token, { kind: 'dropped', answer: thrown.code })
    else outside.log.error({ err: thrown }, 'a report could not be mailed') // its lease ends, and it is tried again
  }
}

type Tried = { kind: 'sent' | 'later' | 'never' | 'dropped'; answer: string; waitSeconds?: number }

async function tried({ contextFor, post }: Mailing, one: store.Claimed): Promise<Tried> {
  const context = await contextFor(one.personId)
  if (!context) return { kind: 'dropped', answer: 'reports.receiver-left' }
  const { viewer } = context
  const { title, tiles, path } = await written(context, one)
  const language = viewer.language
  const parts = tiles.map((tile) => partOf(tile, language))
  const files = mayDo(viewer, 'opportunity', 'export')
    ? tiles.flatMap(({ report, answer }) =>
        report && answer ? [fileOf(answer, report.label[language], language, 'csv', one.day)] : [],
      )
    : []
  const endPath = `/reports/mail?schedule=${one.scheduleId}`
  const outcome = await post(
    { personId: one.personId, name: viewer.name },
    { id: one.id, at: one.createdAt },
    (publicUrl): Letter => ({
      ...letterOf(viewer.name, title, parts, language, { publicUrl, path, endPath }),
      attachments: files.map(({ name, type, content }) => ({ filename: name, contentType: type, content })),
      unsubscribe: endPath,
    }),
  )
  if (outcome === 'no-address') return { kind: 'dropped', answer: 'delivery.no-address' }
  return outcome === 'no-server' ? { kind: 'dropped', answer: 'delivery.no-mail-server' } : outcome
}

/** What is mailed, as its receiver may see it now. */
async function written(
  context: Context,
  { what, of }: store.Claimed,
): Promise<{ title: string; tiles: AnsweredTile[]; path: string }> {
  const { language } = context.viewer
  if (what === 'dashboard') {
    const dashboard = await dashboards.read(context, of)
    const tiles = await answerTiles(context, dashboard)
    return { title: dashboard.label[language], tiles, path: `/reports/dashboards?open=${of}` }
  }
  const report = await reports.read(context, of)
  const answer = await answerQuestion(context, report.question)
  const path = `/reports/builder?report=${of}`
  return { title: report.label[language], tiles: [{ report, answer, refused: null }], path }
}

function partOf({ report, answer, refused }: AnsweredTile, language: Language): LetterPart {
  return {
    title: report?.label[language] ?? '',
    period: answer ? periodWords(answer) : '',
    sheet: answer && sheetOf(answer, language),
    refused: refused?.code ?? null,
  }
}

function periodWords({ period, before }: Answer): string {
  const days = (of: { from: string; to: string }) => `${of.from} – ${of.to}`
  return [period, before].flatMap((of) => (of ? [days(of)] : [])).join(' / ')
}

/** Notes what came of a try, where it is still ours; whoever set it up is told, once a day, of what was not sent. */
async function settle(outside: Mailing, one: store.Claimed, token: string, outcome: Tried): Promise<void> {
  const now = outside.clock.now()
  await transaction(outside.db, async (tx) => {
    if (outcome.kind === 'sent') {
      await store.end(tx, one.id, token, 'sent', null, now)
      return
    }
    const { answer, waitSeconds = 0 } = outcome
    const next =
      outcome.kind === 'later' ? nextTryAt(now, 'mail', one.attempts, waitSeconds, drawOf(one.id)) : null
    if (next !== null) {
      await store.putOff(tx, one.id, token, next, answer)
      return
    }
    const state = outcome.kind === 'dropped' ? 'dropped' : 'given-up'
    const isOurs = await store.end(tx, one.id, token, state, answer, now)
    if (!isOurs || answer === 'reports.receiver-left') return
    await notify(tx, now, [
      {
        personId: one.owner,
        kind: 'reports.not-mailed',
        facts: { report: titleOf(one), person: one.receiver, answer },
        link: `/reports/mail?schedule=${one.scheduleId}`,
        key: `report ${one.scheduleId} ${now.slice(0, 10)}`,
      },
    ])
  })
}

function titleOf({ what, of, name }: store.Claimed): string {
  const own = what === 'report' ? builtInReport(of) : builtInDashboard(of)
  return name ?? own?.label.zh ?? of
}

/** From 0 to 1, the same for every try of one mailing: those that failed together are not tried together. */
function drawOf(id: string): number {
  return Number.parseInt(id.slice(-6), 16) / 0x1000000
}
