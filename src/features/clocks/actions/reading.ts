import { instantOf } from '../../../kernel/time.ts'
import { speaksFor, type Viewer } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { findVisible, peopleById } from '../../opportunities/index.ts'
import { type Clock, type Stage, USUAL_PAUSE_DAYS } from '../../plan/contract.ts'
import { limits, planOfVersion } from '../../plan/index.ts'
import type { ClockStep, EndedClock, RunningClock } from '../contract.ts'
import { type Above, toldBy } from '../rules/line.ts'
import { canPause } from '../rules/pausing.ts'
import { BREACH, rungFrom, WARN } from '../rules/running.ts'
import { aboveOf } from '../store/firing.ts'
import * as store from '../store/reading.ts'
import { pathsFor, settleFor } from './settling.ts'

/** The limits of an opportunity the viewer may see, as they are at this moment. */
export async function ofOpportunity(
  context: Context,
  id: string,
): Promise<{ items: RunningClock[]; ended: EndedClock[] }> {
  await findVisible(context.db, context, id)
  await settleFor(context, { opportunities: [id] })
  const [running, ended] = await Promise.all([
    store.runningFor(context.db, id),
    store.endedFor(context.db, id),
  ])
  return { items: await shown(context.db, context, running), ended }
}

/** Limits with whose they are, why they run and what happens next. Five queries. */
export async function shown(
  db: Queryable,
  { viewer }: Pick<Context, 'viewer'>,
  clocks: readonly store.ReadClock[],
): Promise<RunningClock[]> {
  if (clocks.length === 0) return []
  const whose = [...new Set(clocks.map(({ personId }) => personId))]
  const stageIds = clocks.flatMap(({ stageId }) => (stageId === null ? [] : [stageId]))
  const [above, versions] = await Promise.all([
    aboveOf(db, whose),
    store.versionsOf(db, [...new Set(stageIds)]),
  ])
  const plans = new Map(
    await Promise.all(
      [...new Set(versions.values())].map(async (id) => [id, await planOfVersion(db, id)] as const),
    ),
  )
  const stages = [...plans.values()].flatMap((plan) => plan.stages)
  const paths = await pathsFor(db, stages, whose)
  const told = clocks.flatMap((one) => stepsOf(one, above.get(one.personId) as Above).flatMap(({ to }) => to))
  const names = await peopleById(db, [...new Set(told)])
  return clocks.map((one) => {
    const plan = plans.get(versions.get(one.stageId ?? '') ?? '')
    const stage = plan?.stages.find(({ id }) => id === one.stageId)
    const limit = limitOf(stage, one.kind, paths.get(one.personId))
    const left = (limit?.pauseDays ?? USUAL_PAUSE_DAYS) - one.pausedDays
    return {
      id: one.id,
      kind: one.kind,
      subjectId: one.subjectId,
      person: { id: one.personId, name: one.personName },
      startedAt: instantOf(one.startedAt),
      dueAt: instantOf(one.dueAt),
      warnAt: one.warnAt === null ? null : instantOf(one.warnAt),
      warnedAt: one.warnedAt,
      breachedAt: one.breachedAt,
      steps: stepsOf(one, above.get(one.personId) as Above).map(({ to, ...step }) => ({
        ...step,
        people: to.map((id) => ({ id, name: names.get(id)?.name ?? '' })),
      })),
      why: {
        version: plan?.number ?? null,
        stage: stage ? { key: stage.key, label: stage.label } : null,
        usual: limit !== undefined && !stage?.clocks.some((own) => isOf(limit, own)),
        within: one.kind === 'next-step' || one.kind === 'task' ? null : (limit?.within ?? null),
        warnBefore: limit?.warnBefore ?? null,
      },
      pause: one.pause,
      pauseDaysLeft: Math.max(0, left),
      mayPause: one.breachedAt === null && canPause(one.kind) && isTheirs(viewer, one.personId),
    }
  })
}

/** The plan's limit that a clock of a kind follows: a next step is a follow-up that was agreed on. */
export function limitOf(
  stage: Stage | undefined,
  kind: RunningClock['kind'],
  path: readonly string[] | undefined,
) {
  if (kind === 'claim' || kind === 'recycle' || kind === 'finding') return undefined
  return limits.clockFor(stage, kind === 'next-step' ? 'follow-up' : kind, path)
}

function isOf(limit: Clock, { kind, departments }: Clock): boolean {
  return kind === limit.kind && departments === limit.departments
}

/** Whose limit it is, whoever stands in for them, those above them and administrators let it stand still. */
export function isTheirs(viewer: Viewer, personId: string): boolean {
  return viewer.admin || speaksFor(viewer, personId) || viewer.reports.includes(personId)
}

function stepsOf(
  { warnAt, dueAt, rungsAt, rungsTo, fired, personId }: store.ReadClock,
  above: Above,
): (Omit<ClockStep, 'people'> & { to: string[] })[] {
  const own = { to: [personId], passes: false }
  const warning =
    warnAt === null ? [] : [{ step: 'warning' as const, at: instantOf(warnAt), fired: fired > WARN, ...own }]
  const rungs = rungsAt.map((at, i) => {
    const rung = rungFrom(rungsTo[i] ?? 'holder')
    const to = toldBy(rung.to, personId, above)
    const passes = rung.pass && to !== personId
    return { step: 'rung' as const, at: instantOf(at), fired: fired > BREACH + 1 + i, to: [to], passes }
  })
  return [...warning, { step: 'limit', at: instantOf(dueAt), fired: fired > BREACH, ...own }, ...rungs]
}
