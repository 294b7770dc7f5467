import type { z } from 'zod'
import { type Page, packCursor } from '../../../kernel/page.ts'
import type { Context } from '../../../objects/context.ts'
import { placeOf } from '../../../objects/query/place.ts'
import { requireAdmin } from '../../permissions/index.ts'
import type { DeliveryItem, listDeliveries as listEndpoint } from '../contract.ts'
import * as errors from '../errors.ts'
import * as store from '../store/deliveries.ts'

type ListAsked = z.infer<NonNullable<typeof listEndpoint.query>>

/** What is sent, waits or was given up. Right: administrator. */
export async function listDeliveries(
  { db, viewer }: Context,
  { state, limit, cursor }: ListAsked,
): Promise<Page<DeliveryItem>> {
  requireAdmin(viewer)
  const found = await store.listed(db, state, limit + 1, cursor === undefined ? undefined : placeOf(cursor))
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(({ place: _, ...item }) => item),
    ...(found.length > limit && last ? { next: packCursor([last.place, last.id]) } : {}),
  }
}

/** Refuses `delivery.ended` where it arrived, or something newer waits for the same receiver. */
export async function retryDelivery(context: Context, id: string): Promise<undefined> {
  requireAdmin(context.viewer)
  await context.transaction(async (tx) => {
    const found = await store.lockDelivery(tx, id)
    if (!found) throw errors.notFound({ id })
    const { state } = found
    if (state === 'sent' || state === 'dropped') throw errors.ended({ state })
    if (state === 'given-up' && (await store.otherWaits(tx, found))) throw errors.ended({ state })
    await store.tryNow(tx, id, context.now)
  })
}
