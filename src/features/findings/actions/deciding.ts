import type { Context } from '../../../objects/context.ts'
import { onBehalfOf, record } from '../../../platform/events/journal.ts'
import { requireAdmin } from '../../permissions/index.ts'
import { FINDING_KINDS, type Finding, type FindingKind, type FindingSetting } from '../contract.ts'
import * as errors from '../errors.ts'
import {
  CHECKS,
  type CheckSetting,
  isDaysOf,
  isUntil,
  MOST_DISMISSED_DAYS,
  usualSetting,
} from '../rules/kinds.ts'
import * as keeping from '../store/keeping.ts'
import * as store from '../store/reading.ts'

/**
 * Says why nothing is to be done about a finding until a day. Refuses `findings.not-found`, `findings.not-yours`,
 * `findings.ended-already`, `findings.stale`, `findings.bad-day`.
 */
export async function dismiss(
  context: Context,
  id: string,
  version: number,
  { reason, until }: { reason: string; until: string },
): Promise<Finding> {
  return context.transaction(async (tx) => {
    await store.lockFinding(tx, id)
    const found = await store.findOne(tx, context, id)
    if (!found) throw errors.notFound({ id })
    if (found.endedBecause) throw errors.endedAlready({ because: found.endedBecause })
    if (!found.dismissible) throw errors.notYours({ holder: found.holder.name })
    if (found.version !== version) throw errors.stale({ yours: version, current: found.version })
    if (!isUntil(until, await keeping.companyDay(tx, context.now)))
      throw errors.badDay({ until, most: MOST_DISMISSED_DAYS })
    const by = context.viewer.personId
    await store.dismiss(tx, id, { by, at: context.now, reason, until })
    await record(tx, context.actor, context.now, [
      {
        kind: 'finding.dismissed',
        object: 'finding',
        recordId: id,
        opportunityId: found.subject === 'opportunity' ? (found.opportunities[0]?.id ?? null) : null,
        after: { reason, until },
        cause: { because: found.kind },
        onBehalfOf: onBehalfOf(context.actor, found.holder.id),
      },
    ])
    const ended = await store.findOne(tx, context, id)
    if (!ended) throw errors.notFound({ id })
    return ended
  })
}

/** Every check with what it is told, in order. Refuses `permissions.admin-only`. */
export async function settings(context: Context): Promise<{ items: FindingSetting[] }> {
  requireAdmin(context.viewer)
  const states = await keeping.kindStates(context.db)
  return { items: FINDING_KINDS.map((kind) => settingOf(kind, states.get(kind))) }
}

/** Tells a check otherwise; it looks again at its next turn. Refuses `permissions.admin-only`, `findings.bad-number`. */
export async function changeSetting(
  context: Context,
  kind: FindingKind,
  { on, days }: CheckSetting,
): Promise<FindingSetting> {
  requireAdmin(context.viewer)
  if (!isDaysOf(kind, days)) {
    const { least = null, most = null } = CHECKS[kind].days ?? {}
    throw errors.badNumber({ kind, least, most })
  }
  return context.transaction(async (tx) => {
    const before = settingOf(kind, (await keeping.kindStates(tx)).get(kind))
    await keeping.saveSetting(tx, kind, { on, days }, context.viewer.personId, context.now)
    await record(tx, context.actor, context.now, [
      {
        kind: 'finding.check-set',
        object: 'company',
        recordId: context.viewer.personId,
        before: { on: before.on, days: before.days },
        after: { on, days },
        cause: { because: kind },
      },
    ])
    return settingOf(kind, (await keeping.kindStates(tx)).get(kind))
  })
}

function settingOf(kind: FindingKind, state: keeping.KindState | undefined): FindingSetting {
  const { everyMinutes, limitDays, days: bounds } = CHECKS[kind]
  const told = state?.on == null ? usualSetting(kind) : { on: state.on, days: state.days }
  return {
    kind,
    ...told,
    bounds: bounds ?? null,
    everyMinutes,
    limitDays,
    open: state?.open ?? 0,
    checkedAt: state?.checkedAt ?? null,
  }
}
