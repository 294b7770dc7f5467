import type { Text } from '../../../kernel/text.ts'
import type { RoutingRule, Stage, Template } from '../contract.ts'

export type StageDraft = Omit<Stage, 'id' | 'position'>
export type RuleDraft = Omit<RoutingRule, 'id' | 'position'>
export type PlanDraft = { stages: readonly StageDraft[]; rules: readonly RuleDraft[] }

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
    accountable,
    probability,
    requiredFields: [],
    gate: null,
    ...more,
  }
}

const WON = stage('won', say('赢单', 'Won'), 'deal', 'sales', 1, { kind: 'won' })
const LOST = stage('lost', say('输单', 'Lost'), 'deal', 'sales', 0, { kind: 'lost' })

/** Everyone does several jobs: three open stages, whoever has the fewest takes the next. */
const START_UP: PlanDraft = {
  stages: [
    stage('acquire', say('获客', 'Acquire'), 'lead', 'sales', 0.1),
    stage('qualify', say('筛选', 'Qualify'), 'lead', 'sales', 0.3, { requiredFields: ['requirement'] }),
    stage('close', say('成交', 'Close'), 'deal', 'sales', 0.6, { requiredFields: ['amount'] }),
    WON,
    LOST,
  ],
  rules: [
    {
      label: say('所有商机轮流给销售', 'Everything goes round the sales people'),
      condition: '',
      candidates: { functions: ['sales'] },
      strategy: 'least-loaded',
      openCap: 100,
      dayCap: null,
    },
  ],
}

/** Marketing screens, sales sells, technical support makes the solution, customer success delivers. */
const GROWING: PlanDraft = {
  stages: [
    stage('lead', say('线索', 'Lead'), 'lead', 'marketing', 0.05),
    stage('screened', say('已筛选', 'Screened'), 'lead', 'sales', 0.1, { requiredFields: ['source'] }),
    stage('requirement', say('需求确认', 'Requirement'), 'deal', 'sales', 0.25, {
      requiredFields: ['requirement', 'account'],
    }),
    stage('solution', say('方案', 'Solution'), 'deal', 'technical-support', 0.5, {
      requiredFields: ['amount'],
    }),
    stage('negotiation', say('谈判', 'Negotiation'), 'deal', 'sales', 0.75, {
      requiredFields: ['expectedCloseOn'],
    }),
    WON,
    LOST,
    stage('delivery', say('交付', 'Delivery'), 'delivery', 'customer-success', 1),
    stage('delivered', say('交付完成', 'Delivered'), 'delivery', 'customer-success', 1, { kind: 'done' }),
  ],
  rules: [
    {
      label: say('本区域的销售优先', 'Sales people of the region first'),
      condition: 'has(region)',
      candidates: { functions: ['sales'], territory: 'match' },
      strategy: 'weighted-round-robin',
      openCap: 100,
      dayCap: 10,
    },
    {
      label: say('其余轮流给销售', 'Everything else goes round the sales people'),
      condition: '',
      candidates: { functions: ['sales'] },
      strategy: 'weighted-round-robin',
      openCap: 100,
      dayCap: 10,
    },
  ],
}

const TEMPLATES: Readonly<Record<Template, PlanDraft>> = { 'start-up': START_UP, growing: GROWING }

/** The division plan a company of this type starts with. */
export function planTemplate(template: Template): PlanDraft {
  return TEMPLATES[template]
}
