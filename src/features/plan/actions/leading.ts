import type { z } from 'zod'
import { visibleFields } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { tellOthers } from '../../notifications/index.ts'
import type { publishForDepartments } from '../contract/departments.ts'
import { type PlanVersion, planDocument } from '../contract.ts'
import * as errors from '../errors.ts'
import { documentOf } from '../rules/document.ts'
import { touchedBeyond } from '../rules/leading.ts'
import { administrators } from '../store/drafts.ts'
import { departmentsLed, type Led } from '../store/led.ts'
import { publications } from '../store/publications.ts'
import { lockPublishing } from '../store/versions.ts'
import { publishedPlan, publishIn } from './publishing.ts'

/** The departments the viewer leads, the highest first. */
export async function ledDepartments({ db, viewer }: Context): Promise<{ items: Led[] }> {
  return { items: await departmentsLed(db, viewer.personId, viewer.reports) }
}

/**
 * Publishes what a lead says of pools and limits of the departments they lead, in their name; the plan's keeper and every administrator
 * are told. Refuses `plan.leads-no-department`, `plan.touches-others`, `plan.publication-waits` and what publishing refuses.
 */
export async function publishLed(
  context: Context,
  { basedOn, document, note }: z.output<NonNullable<typeof publishForDepartments.body>>,
): Promise<PlanVersion> {
  const { viewer } = context
  return context.transaction(async (tx) => {
    await lockPublishing(tx)
    const led = await departmentsLed(tx, viewer.personId, viewer.reports)
    if (led.length === 0) throw errors.leadsNoDepartment({})
    const current = await publishedPlan(tx)
    if (current.id !== basedOn) throw errors.planMoved({ basedOn, current: current.id })
    const people = new Set([viewer.personId, ...viewer.reports])
    const fields = visibleFields(viewer, objectNamed(context.registry, 'opportunity'))
    const lead = {
      departments: new Set(led.map(({ id }) => id)),
      people,
      fields: new Set(fields.map(({ name }) => name)),
    }
    const touches = touchedBeyond(planDocument.parse(documentOf(current)), document, lead)
    if (touches.length > 0) throw errors.touchesOthers({ touches })
    const waiting = (await publications(tx)).find(({ state }) => state === 'scheduled')
    if (waiting) throw errors.publicationWaits({ from: waiting.from })
    const input = { ...document, basedOn, running: 'migrate' as const, ...(note ? { note } : {}) }
    const published = await publishIn(tx, context, input, { among: people })
    await tellWhoKeeps(tx, context, published, led)
    return published
  })
}

async function tellWhoKeeps(
  tx: Tx,
  context: Context,
  { id, number, keeper }: PlanVersion,
  led: readonly Led[],
): Promise<void> {
  const told = new Set([keeper.id, ...(await administrators(tx))])
  await tellOthers(
    tx,
    context,
    [...told].map((personId) => ({
      personId,
      kind: 'plan.switched-on',
      facts: { department: led[0]?.name ?? '', number },
      link: '/settings/pools',
      key: `plan.switched-on:${id}:${personId}`,
    })),
  )
}
