import type { Text } from '../../../kernel/text.ts'
import type { DimensionEntry } from '../contract/query.ts'

/** A field as a dimension reads it: of the opportunity, or of what it points to. */
export type Read = { object?: 'account' | 'product'; field: string }

export type Dimension = {
  label: Text
  kind: DimensionEntry['kind']
  /** Where any of these is hidden from somebody, so is the dimension. */
  reads: readonly Read[]
  /** Where it was, or who held it, at the time: told of parts, not of opportunities. */
  isOfTheTime?: true
  /** The field whose equality with the key lists the rows of a line; absent where a condition says it otherwise or not at all. */
  path?: string
}

const of = (
  zh: string,
  en: string,
  kind: DimensionEntry['kind'],
  rest: Omit<Dimension, 'label' | 'kind'>,
) => ({
  label: { zh, en },
  kind,
  ...rest,
})
const field = (name: string): readonly Read[] => [{ field: name }]

const MOMENTS = {
  opened: { field: 'openedAt', zh: '开始', en: 'opened' },
  closed: { field: 'closedAt', zh: '关闭', en: 'closed' },
} as const
const SPANS = {
  week: { zh: '周', en: 'Week' },
  month: { zh: '月份', en: 'Month' },
  quarter: { zh: '季度', en: 'Quarter' },
  year: { zh: '年份', en: 'Year' },
} as const
export type Span = keyof typeof SPANS
export type Moment = keyof typeof MOMENTS
type TimeKey = `${Moment}-${Span}`

/** Every dimension, once. */
export const DIMENSIONS = {
  holder: of('责任人', 'Holder', 'person', { reads: field('holder'), path: 'holder' }),
  manager: of('主管', 'Manager', 'person', { reads: field('holder'), path: 'holder.manager' }),
  department: of('部门', 'Department', 'name', { reads: field('holder'), path: 'holder.department' }),
  stage: of('节点', 'Stage', 'name', { reads: field('stage'), path: 'stage.key' }),
  phase: of('阶段组', 'Phase', 'name', { reads: field('phase'), path: 'phase' }),
  function: of('负责职能', 'Function', 'name', { reads: field('stage'), path: 'stage.accountable' }),
  type: of('商机类型', 'Type', 'name', { reads: field('type'), path: 'type' }),
  source: of('来源', 'Source', 'name', { reads: field('source'), path: 'source' }),
  region: of('区域', 'Region', 'name', { reads: field('region') }),
  product: of('产品', 'Product', 'name', { reads: field('product'), path: 'product' }),
  series: of('产品系列', 'Product series', 'name', {
    reads: [{ field: 'product' }, { object: 'product', field: 'series' }],
    path: 'product.series',
  }),
  account: of('客户', 'Account', 'name', { reads: field('account'), path: 'account' }),
  industry: of('客户行业', 'Industry', 'name', {
    reads: [{ field: 'account' }, { object: 'account', field: 'industry' }],
    path: 'account.industry',
  }),
  outcome: of('结果', 'Outcome', 'name', { reads: field('outcome'), path: 'outcome' }),
  reason: of('输赢原因', 'Outcome reason', 'name', { reads: field('outcomeReason'), path: 'outcomeReason' }),
  plan: of('方案版本', 'Plan version', 'name', { reads: [] }),
  pool: of('公海', 'Pool', 'name', { reads: [] }),
  ...(Object.fromEntries(
    Object.entries(MOMENTS).flatMap(([moment, { field: name, zh, en }]) =>
      Object.entries(SPANS).map(([span, word]) => [
        `${moment}-${span}`,
        of(`${zh}${word.zh}`, `${word.en} ${en}`, span as Span, { reads: field(name) }),
      ]),
    ),
  ) as Record<TimeKey, Dimension>),
  'months-to-close': of('关闭所需月数', 'Months to close', 'number', { reads: field('closedAt') }),
  'stage-then': of('当时节点', 'Stage at the time', 'name', { reads: field('stage'), isOfTheTime: true }),
  'function-then': of('当时职能', 'Function at the time', 'name', {
    reads: field('holder'),
    isOfTheTime: true,
  }),
  'holder-then': of('当时责任人', 'Holder at the time', 'person', {
    reads: field('holder'),
    isOfTheTime: true,
  }),
  'department-then': of('当时部门', 'Department at the time', 'name', {
    reads: field('holder'),
    isOfTheTime: true,
  }),
} as const satisfies Record<string, Dimension>
export type DimensionKey = keyof typeof DIMENSIONS

export function isDimension(key: string): key is DimensionKey {
  return Object.hasOwn(DIMENSIONS, key)
}

/** `closed-month` as moment and span; undefined for any other dimension. */
export function timeOf(key: string): { moment: Moment; span: Span } | undefined {
  const [moment = '', span = '', ...rest] = key.split('-')
  return rest.length === 0 && Object.hasOwn(MOMENTS, moment) && Object.hasOwn(SPANS, span)
    ? { moment: moment as Moment, span: span as Span }
    : undefined
}

/** The field of an opportunity that says the moment. */
export function fieldOfMoment(moment: Moment): string {
  return MOMENTS[moment].field
}
