import type { Text } from '../../../kernel/text.ts'
import type { Tile, Width } from '../contract/dashboards.ts'
import type { ChartKind, Question, WantedPeriod } from '../contract.ts'

/** A report or dashboard that comes with the product: a definition, no row. */
export type BuiltInReport = { key: string; label: Text; question: Question; chart: ChartKind }
export type BuiltInDashboard = { key: string; label: Text; tiles: Tile[] }

const closedIn = (lastDays: number): WantedPeriod => ({ lastDays, of: 'closed' })
const openedIn = (lastDays: number): WantedPeriod => ({ lastDays, of: 'opened' })

function report(
  key: string,
  [zh, en]: readonly [string, string],
  chart: ChartKind,
  { measures, by, ...rest }: Pick<Question, 'measures' | 'by'> & Partial<Question>,
): BuiltInReport {
  return { key, label: { zh, en }, chart, question: { measures, by, order: 'value', limit: 30, ...rest } }
}

/** In the order of a sales lead's questions. */
export const BUILT_IN_REPORTS: readonly BuiltInReport[] = [
  report('where-we-lose', ['输在哪个节点', 'Where we lose'], 'stacked', {
    measures: ['lost'],
    by: ['stage-then', 'reason'],
    period: closedIn(365),
  }),
  report(
    'win-rate-by-department',
    ['各部门赢率，今年与去年', 'Win rate by department, this year and last'],
    'bar',
    {
      measures: ['win-rate'],
      by: ['department'],
      period: { span: 'this-year', of: 'closed' },
      compare: 'year-before',
    },
  ),
  report('who-is-overloaded', ['谁手上太多', 'Who is overloaded'], 'bar', {
    measures: ['open', 'overdue'],
    by: ['holder'],
    filter: 'isOpen == true',
  }),
  report('response-speed', ['响应速度', 'Response speed'], 'bar', {
    measures: ['first-contact-median', 'first-contact'],
    by: ['department'],
    period: openedIn(180),
  }),
  report('on-time', ['按时率', 'On-time rate'], 'bar', {
    measures: ['on-time-rate'],
    by: ['department-then'],
    period: openedIn(180),
  }),
  report('hand-overs', ['交接', 'Hand-overs'], 'table', {
    measures: ['hand-overs', 'acceptance-rate', 'hand-over-answer'],
    by: ['department-then'],
    period: openedIn(180),
  }),
  report('waiting-by-stage', ['各节点的等待', 'Waiting by stage'], 'stacked', {
    measures: ['waiting', 'worked'],
    by: ['stage-then'],
    period: openedIn(365),
  }),
  report('cohorts', ['按开始月份的赢单进度', 'Cohorts by month opened'], 'heat', {
    measures: ['won'],
    by: ['opened-month', 'months-to-close'],
    period: openedIn(365),
    order: 'key',
    limit: 300,
  }),
]

const tile = (key: string, width: Width): Tile => ({ report: key, width })

export const BUILT_IN_DASHBOARDS: readonly BuiltInDashboard[] = [
  {
    key: 'sales-lead',
    label: { zh: '销售负责人', en: 'Sales lead' },
    tiles: [
      tile('where-we-lose', 'half'),
      tile('win-rate-by-department', 'half'),
      tile('who-is-overloaded', 'half'),
      tile('waiting-by-stage', 'half'),
      tile('response-speed', 'third'),
      tile('on-time', 'third'),
      tile('hand-overs', 'third'),
      tile('cohorts', 'full'),
    ],
  },
]

export function builtInReport(key: string): BuiltInReport | undefined {
  return BUILT_IN_REPORTS.find((one) => one.key === key)
}

export function builtInDashboard(key: string): BuiltInDashboard | undefined {
  return BUILT_IN_DASHBOARDS.find((one) => one.key === key)
}
