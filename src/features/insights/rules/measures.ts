import type { Text } from '../../../kernel/text.ts'
import type { MeasureEntry } from '../contract/query.ts'

/** What a measure is made of: opportunities as they are, or the parts people had in them at stages. */
export type Grain = 'opportunities' | 'parts'

export type Measure = Pick<MeasureEntry, 'unit' | 'better' | 'rows'> & {
  label: Text
  definition: Text
  /** Of what it can be made. The first is what it is made of where the dimensions leave it open. */
  grains: readonly Grain[]
  /** Fields of opportunities: where one is hidden from somebody, so is the measure. */
  reads: readonly string[]
}

type Given = Partial<Pick<Measure, 'grains' | 'reads' | 'rows' | 'better'>>

const BOTH: readonly Grain[] = ['opportunities', 'parts']
const WON = 'outcome == "won"'
const LOST = 'outcome == "lost"'
const CLOSED = 'has(outcome)'
const OPEN = 'isOpen == true'

function measure(
  unit: Measure['unit'],
  [zh, en]: readonly [string, string],
  [zhDefinition, enDefinition]: readonly [string, string],
  { grains = ['opportunities'], reads = [], rows = null, better = 'neither' }: Given = {},
): Measure {
  return {
    unit,
    label: { zh, en },
    definition: { zh: zhDefinition, en: enDefinition },
    grains,
    reads,
    rows,
    better,
  }
}

const COUNTS = {
  opportunities: measure(
    'count',
    ['商机数', 'Opportunities'],
    ['在范围内的商机个数。', 'How many opportunities are in question.'],
  ),
  open: measure('count', ['进行中', 'Open'], ['现在仍在进行的商机个数。', 'How many of them are open now.'], {
    rows: OPEN,
  }),
  won: measure(
    'count',
    ['赢单', 'Won'],
    [
      '赢下的商机个数；按当时节点或责任人看，算在关闭时所在的节点和责任人上。',
      'How many were won; told apart by stage or holder at the time, where they were when they closed.',
    ],
    { rows: WON, better: 'more', grains: BOTH },
  ),
  lost: measure(
    'count',
    ['输单', 'Lost'],
    [
      '输掉的商机个数；按当时节点或责任人看，算在关闭时所在的节点和责任人上。',
      'How many were lost; told apart by stage or holder at the time, where they were when they closed.',
    ],
    { rows: LOST, better: 'less', grains: BOTH },
  ),
  closed: measure('count', ['已关闭', 'Closed'], ['赢下和输掉的商机个数。', 'How many were won or lost.'], {
    rows: CLOSED,
    grains: BOTH,
  }),
  load: measure(
    'number',
    ['人均持有', 'Held by each'],
    ['进行中的商机数除以持有它们的人数。', 'Open opportunities for each person who holds any.'],
    { rows: OPEN, better: 'less', reads: ['holder'] },
  ),
  overdue: measure(
    'count',
    ['现在超时', 'Overdue now'],
    ['现在有时限已过的进行中商机个数。', 'How many open ones have a limit that is over now.'],
    { rows: `${OPEN} && dueAt <= now()`, better: 'less', reads: ['dueAt'] },
  ),
} as const

const RATES = {
  'win-rate': measure(
    'share',
    ['赢率', 'Win rate'],
    ['赢单 ÷（赢单 + 输单）。', 'Won of those that were won or lost.'],
    { rows: CLOSED, better: 'more', grains: BOTH },
  ),
  'win-rate-all': measure(
    'share',
    ['总赢率', 'Win rate of all'],
    ['赢单 ÷ 全部商机，进行中的也算在内。', 'Won of all, open ones included.'],
    { better: 'more' },
  ),
} as const

const MONEY = {
  'won-amount': measure(
    'money',
    ['赢单金额', 'Won amount'],
    ['赢下商机的金额之和，各币种分开。', 'Sum of the amounts won, each currency by itself.'],
    { rows: WON, better: 'more', reads: ['amount'] },
  ),
  'open-amount': measure(
    'money',
    ['进行中金额', 'Open amount'],
    ['进行中商机的金额之和，各币种分开。', 'Sum of the amounts that are open, each currency by itself.'],
    { rows: OPEN, better: 'more', reads: ['amount'] },
  ),
  'lost-amount': measure(
    'money',
    ['输单金额', 'Lost amount'],
    ['输掉商机的金额之和，各币种分开。', 'Sum of the amounts lost, each currency by itself.'],
    { rows: LOST, better: 'less', reads: ['amount'] },
  ),
  'average-won-amount': measure(
    'money',
    ['平均赢单金额', 'Average won amount'],
    [
      '赢单金额 ÷ 有金额的赢单数，各币种分开。',
      'Won amount for each one won that has an amount, each currency by itself.',
    ],
    { rows: WON, better: 'more', reads: ['amount'] },
  ),
  'median-won-amount': measure(
    'money',
    ['赢单金额中位数', 'Median won amount'],
    [
      '赢单金额的中位数，各币种分开。',
      'Half of those won are worth less, half more; each currency by itself.',
    ],
    { rows: WON, better: 'more', reads: ['amount'] },
  ),
} as const

const OUTCOMES = {
  won: { zh: '赢单', en: 'won', rows: WON },
  lost: { zh: '输单', en: 'lost', rows: LOST },
} as const
const QUANTILES = {
  p25: { zh: '下四分位', en: 'lower quartile', share: { zh: '四分之一', en: 'a quarter' } },
  median: { zh: '中位数', en: 'median', share: { zh: '一半', en: 'half' } },
  p75: { zh: '上四分位', en: 'upper quartile', share: { zh: '四分之三', en: 'three quarters' } },
  p90: { zh: '九成', en: 'ninth tenth', share: { zh: '九成', en: 'nine tenths' } },
} as const
type CycleQuantile = `cycle-${keyof typeof OUTCOMES}-${keyof typeof QUANTILES}`

const CYCLES = {
  'cycle-won': measure(
    'days',
    ['赢单周期', 'Days to win'],
    [
      '赢单从开始到关闭的平均天数（公司日历）。',
      'Days from opened to closed of those won, on average, by the company’s calendar.',
    ],
    { rows: WON, better: 'less' },
  ),
  'cycle-lost': measure(
    'days',
    ['输单周期', 'Days to lose'],
    [
      '输单从开始到关闭的平均天数（公司日历）。',
      'Days from opened to closed of those lost, on average, by the company’s calendar.',
    ],
    { rows: LOST },
  ),
  'cycle-closed': measure(
    'days',
    ['商机周期', 'Cycle'],
    [
      '已关闭商机从开始到关闭的平均天数（公司日历）。',
      'Days from opened to closed, on average, by the company’s calendar.',
    ],
    { rows: CLOSED, better: 'less' },
  ),
  ...(Object.fromEntries(
    Object.entries(OUTCOMES).flatMap(([outcome, of]) =>
      Object.entries(QUANTILES).map(([share, { zh, en, share: part }]) => [
        `cycle-${outcome}-${share}`,
        measure(
          'days',
          [`${of.zh}周期${zh}`, `Days to ${of.en === 'won' ? 'win' : 'lose'}, ${en}`],
          [
            `${part.zh}的${of.zh}在这么多天内关闭。`,
            `So many days within which ${part.en} of those ${of.en} closed.`,
          ],
          { rows: of.rows, better: outcome === 'won' ? 'less' : 'neither' },
        ),
      ]),
    ),
  ) as Record<CycleQuantile, Measure>),
  age: measure(
    'days',
    ['进行中天数', 'Age of open ones'],
    ['进行中商机从开始到今天的平均天数。', 'Days since open ones were opened, on average.'],
    { rows: OPEN, better: 'less' },
  ),
  'age-median': measure(
    'days',
    ['进行中天数中位数', 'Age of open ones, median'],
    ['一半进行中商机已开始超过这么多天。', 'Half of the open ones were opened more than so many days ago.'],
    { rows: OPEN, better: 'less' },
  ),
} as const

const PROCESS = {
  'stages-passed': measure(
    'number',
    ['经过节点数', 'Stages passed'],
    ['每个商机到过的不同节点的平均个数。', 'Different stages each was at, on average.'],
    {},
  ),
  people: measure(
    'number',
    ['责任人数', 'Holders'],
    ['每个商机先后由多少不同的人负责，取平均。', 'Different people who held each, on average.'],
    { better: 'less' },
  ),
  'hand-overs': measure(
    'count',
    ['交接次数', 'Hand-overs'],
    [
      '提出的交接次数；按当时看，算在接收人和目标节点上。',
      'Hand-overs offered; told apart by the time, by who was to answer and where it was to go.',
    ],
    {
      grains: BOTH,
    },
  ),
  'hand-over-answer': measure(
    'minutes',
    ['交接答复用时', 'Hand-over answer'],
    [
      '从提出交接到接收人答复的平均工作时间。',
      'Working time from the offer of a hand-over to its answer, on average.',
    ],
    { better: 'less', grains: BOTH },
  ),
  'acceptance-rate': measure(
    'share',
    ['交接接受率', 'Acceptance rate'],
    ['被接受的交接 ÷ 被接受和被拒绝的交接。', 'Accepted of those that were accepted or declined.'],
    { better: 'more', grains: BOTH },
  ),
  'follow-ups': measure('count', ['跟进次数', 'Follow-ups'], ['记录的跟进次数。', 'Follow-ups recorded.'], {
    better: 'more',
    grains: BOTH,
  }),
  'follow-up-frequency': measure(
    'number',
    ['每周跟进', 'Follow-ups a week'],
    ['跟进次数 ÷ 已关闭商机从开始到关闭的周数。', 'Follow-ups of closed ones for each week they were open.'],
    { better: 'more', rows: CLOSED },
  ),
  'follow-up-rate': measure(
    'share',
    ['跟进率', 'Follow-up rate'],
    ['至少有一次跟进的商机所占比例。', 'Share of opportunities with any follow-up.'],
    { better: 'more' },
  ),
  'follow-up-rate-7': measure(
    'share',
    ['七天跟进率', 'Followed up within 7 days'],
    [
      '开始后七天内有跟进的商机所占比例；不满七天且未跟进的不算。',
      'Share with a follow-up within seven days of being opened; younger ones without are not counted.',
    ],
    { better: 'more' },
  ),
  'first-contact': measure(
    'minutes',
    ['首次联系用时', 'First contact'],
    [
      '从开始到第一次联系客户的平均工作时间。',
      'Working time from being opened to the first contact, on average.',
    ],
    { better: 'less' },
  ),
  'first-contact-median': measure(
    'minutes',
    ['首次联系用时中位数', 'First contact, median'],
    ['一半商机在这么多工作时间内首次联系。', 'Half had their first contact within so much working time.'],
    { better: 'less' },
  ),
  'next-step-kept': measure(
    'share',
    ['下一步兑现率', 'Next steps kept'],
    ['约定的下一步中按时做到的比例。', 'Share of agreed next steps that were done in time.'],
    { better: 'more', grains: BOTH },
  ),
  'on-time-rate': measure(
    'share',
    ['按时率', 'On time'],
    ['已结束或已超时的时限中没有超时的比例。', 'Share of limits, ended or over, that were kept.'],
    { better: 'more', grains: BOTH },
  ),
  breaches: measure('count', ['超时次数', 'Breaches'], ['超过的时限个数。', 'Limits that were passed.'], {
    better: 'less',
    grains: BOTH,
  }),
  waiting: measure(
    'minutes',
    ['等待时间', 'Waiting'],
    [
      '从接手到责任人第一次为客户做事的工作时间，在公海的时间都算；每个商机平均，按当时节点或责任人看则每人每节点平均。',
      'Working time from receiving it to the holder’s first deed for the customer, pools included: of each opportunity, or of each part where told apart by the time, on average.',
    ],
    { better: 'less', grains: BOTH },
  ),
  worked: measure(
    'minutes',
    ['办理时间', 'Worked'],
    [
      '等待以外的工作时间；每个商机平均，按当时节点或责任人看则每人每节点平均。',
      'Working time that is not waiting: of each opportunity, or of each part where told apart by the time, on average.',
    ],
    { grains: BOTH },
  ),
  'waiting-share': measure(
    'share',
    ['等待占比', 'Share of waiting'],
    ['等待时间 ÷（等待时间 + 办理时间）。', 'Waiting of waiting and worked time together.'],
    { better: 'less', grains: BOTH },
  ),
  dwell: measure(
    'days',
    ['停留天数', 'Dwell'],
    [
      '进入节点到离开节点的平均天数；已离开的。',
      'Days from entering a stage to leaving it, of those that left, on average.',
    ],
    { better: 'less', grains: ['parts'] },
  ),
  conversion: measure(
    'share',
    ['节点转化率', 'Conversion'],
    [
      '到过该节点且已离开或关闭的商机中，进入更后面的节点或赢下的比例。',
      'Share of those that were at a stage and left it or closed which went on to a later stage or were won.',
    ],
    { better: 'more', grains: ['parts'] },
  ),
  visits: measure(
    'count',
    ['到过次数', 'Visits'],
    ['到过该节点的商机个数。', 'How many opportunities were ever there.'],
    { grains: ['parts'] },
  ),
} as const

/** Every measure, once. */
export const MEASURES = { ...COUNTS, ...RATES, ...MONEY, ...CYCLES, ...PROCESS } as const satisfies Record<
  string,
  Measure
>
export type MeasureKey = keyof typeof MEASURES

export function isMeasure(key: string): key is MeasureKey {
  return Object.hasOwn(MEASURES, key)
}
