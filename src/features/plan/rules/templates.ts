import type { Text } from '../../../kernel/text.ts'
import {
  type Duties,
  type PlanDocument,
  type Pool,
  type Process,
  type Template,
  USUAL_POOL,
  USUAL_RULE,
} from '../contract.ts'
import { USUAL_CLOCKS } from './clocks.ts'
import { usualProcess } from './document.ts'

/** A template names no keeper, of the plan or of a pool: whoever sets the plan up does. */
export type PlanTemplate = Omit<PlanDocument, 'keeper' | 'pools'> & { pools: Omit<Pool, 'keeper'>[] }
type StageDraft = PlanDocument['stages'][number]
type RuleDraft = PlanDocument['rules'][number]

const say = (zh: string, en: string): Text => ({ zh, en })

function stage(
  key: string,
  label: Text,
  phase: StageDraft['phase'],
  accountable: string,
  probability: number,
  more: Partial<StageDraft> = {},
): StageDraft {
  return {
    key,
    label,
    phase,
    kind: 'open',
    probability,
    requiredFields: [],
    entryFields: [],
    gate: null,
    entryGate: null,
    approvals: [],
    clocks: (more.kind ?? 'open') === 'open' ? [...USUAL_CLOCKS] : [],
    tasks: [],
    handOver: 'offered',
    playbook: [],
    forecast: probability >= 0.75 ? 'commit' : probability >= 0.5 ? 'best-case' : 'pipeline',
    workload: 1,
    ...more,
    duties: { ...more.duties, [accountable]: 'A' },
  }
}

const duties = (given: Duties): { duties: Duties } => ({ duties: given })

function rule(
  label: Text,
  condition: string,
  candidates: RuleDraft['candidates'],
  more: Partial<RuleDraft> = {},
): RuleDraft {
  const usual = { strategy: 'weighted-round-robin', openCap: 100, dayCap: 10, ...USUAL_RULE } as const
  return { label, condition, candidates, ...usual, ...more }
}

const POOL: PlanTemplate['pools'][number] = {
  key: 'public',
  label: say('公海', 'Public pool'),
  ...USUAL_POOL,
}

const CLOSED = { forecast: 'closed' } as const
const WON = stage('won', say('赢单', 'Won'), 'deal', 'sales', 1, { kind: 'won', ...CLOSED })
const LOST = stage('lost', say('输单', 'Lost'), 'deal', 'sales', 0, { kind: 'lost', forecast: 'omitted' })
const DELIVERY = [
  stage('delivery', say('交付', 'Delivery'), 'delivery', 'customer-success', 1, {
    ...CLOSED,
    ...duties({ sales: 'C', 'technical-support': 'R', finance: 'I' }),
  }),
  stage('delivered', say('交付完成', 'Delivered'), 'delivery', 'customer-success', 1, {
    kind: 'done',
    ...CLOSED,
  }),
]

/** Everyone does several jobs: three open stages, whoever has the fewest takes the next. */
const START_UP: PlanTemplate = withOneProcess(
  [
    stage('acquire', say('获客', 'Acquire'), 'lead', 'sales', 0.1),
    stage('qualify', say('筛选', 'Qualify'), 'lead', 'sales', 0.3, { requiredFields: ['requirement'] }),
    stage('close', say('成交', 'Close'), 'deal', 'sales', 0.6, { requiredFields: ['amount'] }),
    WON,
    LOST,
  ],
  [
    rule(
      say('所有商机轮流给销售', 'Everything goes round the sales people'),
      '',
      { functions: ['sales'] },
      { strategy: 'least-loaded', dayCap: null },
    ),
  ],
)

const LEAD = stage('lead', say('线索', 'Lead'), 'lead', 'marketing', 0.05, duties({ sales: 'I' }))
const SCREENED = stage('screened', say('已筛选', 'Screened'), 'lead', 'sales', 0.1, {
  requiredFields: ['source'],
  ...duties({ marketing: 'C' }),
})
const REQUIREMENT = stage('requirement', say('需求确认', 'Requirement'), 'deal', 'sales', 0.25, {
  requiredFields: ['requirement', 'account'],
  ...duties({ 'technical-support': 'C', marketing: 'I' }),
})
const SOLUTION = stage('solution', say('方案', 'Solution'), 'deal', 'technical-support', 0.5, {
  requiredFields: ['amount'],
  ...duties({ sales: 'R', 'customer-success': 'I' }),
})
const NEGOTIATION = stage('negotiation', say('谈判', 'Negotiation'), 'deal', 'sales', 0.75, {
  requiredFields: ['expectedCloseOn'],
  ...duties({ finance: 'C', 'technical-support': 'C', 'customer-success': 'I' }),
})
const REGION_RULE = rule(say('本区域的销售优先', 'Sales people of the region first'), 'has(region)', {
  functions: ['sales'],
  territory: 'match',
})
const REST_RULE = rule(say('其余轮流给销售', 'Everything else goes round the sales people'), '', {
  functions: ['sales'],
})

/** Marketing screens, sales sells, technical support makes the solution, customer success delivers. */
const GROWING: PlanTemplate = withOneProcess(
  [LEAD, SCREENED, REQUIREMENT, SOLUTION, NEGOTIATION, WON, LOST, ...DELIVERY],
  [REGION_RULE, REST_RULE],
)

const RENEWAL = [
  stage('need', say('新需求', 'New need'), 'lead', 'customer-success', 0.3, {
    requiredFields: ['account'],
    ...duties({ sales: 'C' }),
  }),
  stage('quote', say('报价', 'Quote'), 'deal', 'sales', 0.6, {
    requiredFields: ['amount'],
    ...duties({ finance: 'I' }),
  }),
]
const PROJECT = [
  stage('proposal', say('立项', 'Project set-up'), 'deal', 'sales', 0.2, {
    requiredFields: ['account', 'requirement'],
    ...duties({ 'technical-support': 'R', marketing: 'I' }),
    tasks: [task('team', '组建项目组', 'Put the team together', 'sales', 3)],
  }),
  stage('proof', say('技术验证', 'Proof of concept'), 'deal', 'technical-support', 0.4, {
    requiredFields: ['amount'],
    ...duties({ sales: 'R', 'customer-success': 'C' }),
    tasks: [task('test-plan', '确认验证方案', 'Agree the test plan', 'technical-support', 5)],
  }),
  stage('tender', say('招投标', 'Tender'), 'deal', 'sales', 0.6, {
    requiredFields: ['expectedCloseOn'],
    ...duties({ 'technical-support': 'R', finance: 'C' }),
  }),
]

/** Three kinds of opportunity with a way of their own; major projects go to whoever has room. */
const LARGE: PlanTemplate = {
  pools: [POOL],
  stages: [
    LEAD,
    SCREENED,
    REQUIREMENT,
    SOLUTION,
    ...RENEWAL,
    ...PROJECT,
    NEGOTIATION,
    WON,
    LOST,
    ...DELIVERY,
  ],
  processes: [
    way('existing-customer', say('老客户维护', 'Existing customers'), "type == 'existing-customer'", [
      'need',
      'quote',
      'negotiation',
    ]),
    way('major-project', say('重大项目攻关', 'Major projects'), "type == 'major-project'", [
      'lead',
      'proposal',
      'proof',
      'tender',
      'negotiation',
    ]),
    way('new-customer', say('新客户开发', 'New customers'), '', [
      'lead',
      'screened',
      'requirement',
      'solution',
      'negotiation',
    ]),
  ],
  rules: [
    rule(
      say('老客户由客户成功跟进', 'Existing customers stay with customer success'),
      "type == 'existing-customer'",
      { functions: ['customer-success'] },
      { strategy: 'least-loaded' },
    ),
    rule(
      say('重大项目给手上最少的销售', 'Major projects go to the least loaded of sales'),
      "type == 'major-project'",
      { functions: ['sales'] },
      { strategy: 'least-loaded', openCap: 30 },
    ),
    REGION_RULE,
    REST_RULE,
  ],
}

/** As large, with abroad beside the Chinese regions: what has no region of China is divided by skill. */
const MULTINATIONAL: PlanTemplate = {
  ...LARGE,
  rules: [
    ...LARGE.rules.slice(0, 2),
    REGION_RULE,
    rule(
      say('海外商机给海外销售', 'Opportunities abroad go to sales abroad'),
      '!has(region)',
      { functions: ['sales'], skills: ['海外'] },
      { strategy: 'least-loaded' },
    ),
    REST_RULE,
  ],
}

function task(key: string, zh: string, en: string, by: string, dueDays: number): StageDraft['tasks'][number] {
  return { key, label: say(zh, en), function: by, dueDays, required: true }
}

function way(key: string, label: Text, when: string, open: readonly string[]): Process {
  return { key, label, when, stages: [...open, 'won', 'lost', 'delivery', 'delivered'], moves: null }
}

function withOneProcess(stages: PlanTemplate['stages'], rules: PlanTemplate['rules']): PlanTemplate {
  return { stages, processes: [usualProcess(stages)], rules, pools: [POOL] }
}

const BY_NAME: Readonly<Record<Template, PlanTemplate>> = {
  'start-up': START_UP,
  growing: GROWING,
  large: LARGE,
  multinational: MULTINATIONAL,
}

/** The same as a document, its pools kept by whoever keeps the plan. */
export function documentOfTemplate(template: Template, keeper: string): PlanDocument {
  const { pools, ...plan } = BY_NAME[template]
  return { keeper, ...plan, pools: pools.map((pool) => ({ ...pool, keeper })) }
}

/** The division plan a company of this type starts with. */
export function planTemplate(template: Template): PlanTemplate {
  return BY_NAME[template]
}
