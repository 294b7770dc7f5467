import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

export type RegionNode = { code: string; zh: string; en: string; children?: RegionNode[] | undefined }

const node: z.ZodType<RegionNode> = z.object({
  code: z.string(),
  zh: z.string(),
  en: z.string(),
  get children() {
    return z.array(node).optional()
  },
})

export const listRegions = endpoint({
  method: 'GET',
  path: '/regions',
  summary: 'China’s provinces, cities and districts with their codes',
  result: z.object({ items: z.array(node) }),
})
