import type { Context } from '../../../objects/context.ts'
import { requireAdmin } from '../../permissions/index.ts'
import * as errors from '../errors.ts'
import * as store from '../store.ts'
import { changing } from './changing.ts'

export async function listFunctions(context: Context): Promise<{ items: store.FunctionRow[] }> {
  return { items: await store.functions(context.db) }
}

export async function putFunction(
  context: Context,
  key: string,
  label: { zh: string; en: string },
): Promise<store.FunctionRow> {
  requireAdmin(context.viewer)
  return changing(context, async (tx) => {
    await store.putFunction(tx, key, label)
    const found = (await store.functions(tx)).find((fn) => fn.key === key)
    if (!found) throw errors.notFound({ what: 'function', id: key })
    return found
  })
}

export async function deleteFunction(context: Context, key: string): Promise<undefined> {
  requireAdmin(context.viewer)
  await changing(context, async (tx) => {
    const use = await store.functionUse(tx, key)
    if (use.people + use.stages > 0) throw errors.functionUsed(use)
    if (!(await store.deleteFunction(tx, key))) throw errors.notFound({ what: 'function', id: key })
  })
}
