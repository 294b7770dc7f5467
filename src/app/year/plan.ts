import { type PlanDocument, planDocument, USUAL_POOL } from '../../features/plan/contract.ts'
import { type Company, REGION_KEYS, REGIONS, SPECIAL } from './company.ts'
import type { Fault } from './faults.ts'

/** What goes back to the pool: nothing done for so many days. */
export const IDLE_DAYS = 21

const say = (zh: string, en: string) => ({ zh, en })
const CLOCKS = [
  {
    kind: 'first-contact',
    within: { amount: 16, unit: 'working-hours' },
    warnBefore: { amount: 4, unit: 'working-hours' },
    ladder: [{ after: { amount: 2, unit: 'working-days' }, to: 'manager', pass: false }],
  },
  {
    kind: 'follow-up',
    within: { amount: 10, unit: 'working-days' },
    warnBefore: { amount: 1, unit: 'working-days' },
    ladder: [{ after: { amount: 3, unit: 'working-days' }, to: 'manager', pass: false }],
  },
  {
    kind: 'acceptance',
    within: { amount: 8, unit: 'working-hours' },
    warnBefore: { amount: 2, unit: 'working-hours' },
    ladder: [{ after: { amount: 8, unit: 'working-hours' }, to: 'manager', pass: false }],
  },
] as const

function stage(
  key: string,
  label: { zh: string; en: string },
  phase: string,
  accountable: string,
  probability: number,
  more: { kind?: string; duties?: Record<string, string>; requiredFields?: string[]; gate?: string } = {},
) {
  const { kind = 'open', duties = {}, requiredFields = [], gate = null } = more
  return {
    key,
    label,
    phase,
    kind,
    probability,
    requiredFields,
    gate,
    duties: { ...duties, [accountable]: 'A' },
    clocks: kind === 'open' ? CLOCKS : [],
    forecast:
      kind === 'won' ? 'closed' : kind === 'lost' ? 'omitted' : probability >= 0.6 ? 'commit' : 'pipeline',
  }
}

const STAGES = [
  stage('lead', say('线索', 'Lead'), 'lead', 'marketing', 0.1, { duties: { sales: 'I' } }),
  stage('need', say('新需求', 'New need'), 'lead', 'customer-success', 0.4, { duties: { sales: 'I' } }),
  stage('requirement', say('需求确认', 'Requirement'), 'deal', 'sales', 0.3, {
    requiredFields: ['requirement', 'account'],
    duties: { marketing: 'I' },
  }),
  stage('proof', say('技术验证', 'Proof of concept'), 'deal', 'technical-support', 0.4, {
    requiredFields: ['amount'],
    duties: { sales: 'R' },
  }),
  stage('solution', say('方案', 'Solution'), 'deal', 'technical-support', 0.5, {
    requiredFields: ['amount'],
    gate: 'amount > 0.0',
    duties: { sales: 'R' },
  }),
  stage('negotiation', say('谈判', 'Negotiation'), 'deal', 'sales', 0.7, {
    requiredFields: ['expectedCloseOn'],
    duties: { finance: 'C', 'technical-support': 'C' },
  }),
  stage('won', say('赢单', 'Won'), 'deal', 'sales', 1, { kind: 'won' }),
  stage('lost', say('输单', 'Lost'), 'deal', 'sales', 0, { kind: 'lost' }),
]

/** The five ways through the stages, the first whose condition holds. */
export const WAYS = {
  'existing-customer': { when: "type == 'existing-customer'", open: ['need', 'negotiation'] },
  'major-project': { when: "type == 'major-project'", open: ['requirement', 'proof', 'negotiation'] },
  campaign: {
    when: "source == 'exhibition' || source == 'advertising'",
    open: ['lead', 'requirement', 'solution', 'negotiation'],
  },
  partner: { when: "source == 'partner'", open: ['requirement', 'negotiation'] },
  'new-customer': { when: '', open: ['requirement', 'solution', 'negotiation'] },
} as const
export type Way = keyof typeof WAYS

const WAY_LABELS: Readonly<Record<Way, { zh: string; en: string }>> = {
  'existing-customer': say('老客户维护', 'Existing customers'),
  'major-project': say('重大项目攻关', 'Major projects'),
  campaign: say('市场活动', 'Campaigns'),
  partner: say('渠道伙伴', 'Partners'),
  'new-customer': say('新客户开发', 'New customers'),
}

/** Which way an opportunity of this type and source goes. */
export function wayOf(type: string, source: string): Way {
  if (type === 'existing-customer' || type === 'major-project') return type
  if (source === 'exhibition' || source === 'advertising') return 'campaign'
  return source === 'partner' ? 'partner' : 'new-customer'
}

/** The plan of the year. Where the West is starved, its rule asks for what one person can, and nobody else takes what is left. */
export function planOf(company: Company, faults: ReadonlySet<Fault>, size: number): PlanDocument {
  const starved = faults.has('starved-region')
  const team = (key: string) => company.departments.find((one) => one.key === key)?.id ?? ''
  const turns = { strategy: 'weighted-round-robin', openCap: null, dayCap: null } as const
  const rules = [
    {
      ...turns,
      label: say('老客户由客户成功跟进', 'Existing customers stay with customer success'),
      condition: "type == 'existing-customer'",
      candidates: { functions: ['customer-success'], departments: [team('success')] },
      strategy: 'least-loaded' as const,
    },
    {
      ...turns,
      label: say('活动线索先给市场', 'Campaigns begin with marketing'),
      condition: "type == 'new-customer' && (source == 'exhibition' || source == 'advertising')",
      candidates: { functions: ['marketing'], departments: [team('marketing')] },
    },
    ...REGION_KEYS.map((region) => {
      const { zh, provinces } = REGIONS[region]
      const only = starved && region === 'west'
      return {
        ...turns,
        label: say(`${zh}轮流给${zh}销售部`, `${region} goes round its sales team`),
        condition: provinces.map((code) => `region.startsWith("${code.slice(0, 2)}")`).join(' || '),
        candidates: {
          functions: ['sales'],
          departments: [team(`sales-${region}`)],
          ...(only ? { skills: [SPECIAL] } : {}),
        },
        openCap: only ? Math.max(3, Math.ceil(size / 300)) : null,
      }
    }),
    {
      ...turns,
      label: say('其余轮流给销售', 'Everything else goes round the sales people'),
      condition: starved ? '!has(region)' : '',
      candidates: { functions: ['sales'], departments: [team('sales')] },
    },
  ]
  return planDocument.parse({
    keeper: company.keeper.id,
    stages: STAGES,
    processes: (Object.keys(WAYS) as Way[]).map((key) => ({
      key,
      label: WAY_LABELS[key],
      when: WAYS[key].when,
      stages: [...WAYS[key].open, 'won', 'lost'],
      moves: null,
    })),
    rules,
    pools: [
      {
        ...USUAL_POOL,
        key: 'public',
        label: say('公海', 'Public pool'),
        keeper: company.keeper.id,
        recycle: [
          {
            when: '',
            after: { what: 'progress', amount: IDLE_DAYS, unit: 'days' },
            warnDays: 3,
            to: null,
          },
        ],
      },
    ],
  })
}
