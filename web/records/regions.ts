import { queryOptions } from '@tanstack/react-query'
import { send } from '../client/call.ts'

export type RegionNode = { code: string; zh: string; en: string; children?: RegionNode[] }

/** China's provinces, cities and districts; asked for once. */
export const regionsQuery = queryOptions({
  queryKey: ['regions'],
  queryFn: async ({ signal }) => {
    const { items } = await send<{ items: RegionNode[] }>({ method: 'GET', path: '/regions', signal })
    const names = new Map<string, { zh: string; en: string }>()
    const walk = (nodes: readonly RegionNode[]): void => {
      for (const node of nodes) {
        names.set(node.code, node)
        walk(node.children ?? [])
      }
    }
    walk(items)
    return { tree: items, names }
  },
  staleTime: Number.POSITIVE_INFINITY,
})
