import type { Feature } from '../../objects/feature.ts'
import { route } from '../../objects/route.ts'
import { regions } from '../../platform/regions.ts'
import { listRegions, type RegionNode } from './contract.ts'

let tree: RegionNode[] | undefined

/** Provinces with their cities and districts; made once. */
function regionTree(): RegionNode[] {
  const all = regions()
  const nodes = (code?: string): RegionNode[] =>
    all.children(code).map((child) => {
      const children = nodes(child.code)
      const node = {
        code: child.code,
        zh: all.name(child.code, 'zh') ?? child.code,
        en: all.name(child.code, 'en') ?? child.code,
      }
      return children.length > 0 ? { ...node, children } : node
    })
  tree ??= nodes()
  return tree
}

export const feature: Feature = {
  name: 'regions',
  routes: [route(listRegions, async () => ({ items: regionTree() }))],
}
