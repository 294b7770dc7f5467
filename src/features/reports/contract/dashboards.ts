import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { answer, byReference, kept, MOST_TILES, reference, report, sharing } from '../contract.ts'

export const WIDTHS = ['third', 'half', 'full'] as const
export type Width = (typeof WIDTHS)[number]

const tile = z.strictObject({ report: reference, width: z.enum(WIDTHS).default('half') })
export type Tile = z.infer<typeof tile>
const name = z.string().trim().min(1).max(80)
/** One more than may be: how many are too many is said in words. */
const tiles = z.array(tile).max(4 * MOST_TILES)

export const dashboard = kept.extend({
  tiles: z.array(tile),
  /** Opened first by the caller. */
  start: z.boolean(),
})
export type Dashboard = z.infer<typeof dashboard>

export const listDashboards = endpoint({
  method: 'GET',
  path: '/reports/dashboards',
  summary: 'Dashboards of mine and those shared with me, by name, after those of the product',
  result: z.object({ items: z.array(dashboard) }),
})

export const readDashboard = endpoint({
  method: 'GET',
  path: '/reports/dashboards/:id',
  summary: 'One dashboard: which reports stand where',
  params: byReference,
  result: dashboard,
})

export const createDashboard = endpoint({
  method: 'POST',
  path: '/reports/dashboards',
  summary: `Makes a dashboard of up to ${MOST_TILES} reports`,
  body: z.strictObject({
    name,
    tiles: tiles.default([]),
    sharing: sharing.default({ with: 'nobody', departments: [] }),
  }),
  result: dashboard,
})

export const changeDashboard = endpoint({
  method: 'PATCH',
  path: '/reports/dashboards/:id',
  summary: 'Changes what is given of a dashboard; tiles are given all, in their order',
  ifMatch: true,
  params: byReference,
  body: z.strictObject({
    name: name.optional(),
    tiles: tiles.optional(),
    sharing: sharing.optional(),
  }),
  result: dashboard,
})

export const removeDashboard = endpoint({
  method: 'DELETE',
  path: '/reports/dashboards/:id',
  summary: 'Removes a dashboard; its reports stay',
  ifMatch: true,
  params: byReference,
})

export const startWith = endpoint({
  method: 'PUT',
  path: '/reports/dashboards/:id/start',
  summary: 'Makes it the dashboard I start with',
  params: byReference,
})

const answeredTile = z.object({
  report: report.nullable(),
  answer: answer.nullable(),
  /** Why there is none: the refusal's code and facts. */
  refused: z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) }).nullable(),
})
export type AnsweredTile = z.infer<typeof answeredTile>

export const answerDashboard = endpoint({
  method: 'GET',
  path: '/reports/dashboards/:id/answers',
  summary:
    'The answers of all its reports, over the rows the caller may see; a tile that is refused says why',
  params: byReference,
  result: z.object({ tiles: z.array(answeredTile) }),
})
