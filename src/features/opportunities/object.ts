import { defineObject, field } from '../../objects/definition.ts'

export const OPPORTUNITY_TYPES = [
  { value: 'new-customer', label: { zh: '新客户开发', en: 'New customer' } },
  { value: 'existing-customer', label: { zh: '老客户维护', en: 'Existing customer' } },
  { value: 'major-project', label: { zh: '重大项目攻关', en: 'Major project' } },
] as const

export const SOURCES = [
  { value: 'website', label: { zh: '官网', en: 'Website' } },
  { value: 'referral', label: { zh: '转介绍', en: 'Referral' } },
  { value: 'exhibition', label: { zh: '展会', en: 'Exhibition' } },
  { value: 'advertising', label: { zh: '广告投放', en: 'Advertising' } },
  { value: 'phone', label: { zh: '电话', en: 'Phone' } },
  { value: 'partner', label: { zh: '合作伙伴', en: 'Partner' } },
  { value: 'existing', label: { zh: '老客户', en: 'Existing customer' } },
  { value: 'other', label: { zh: '其他', en: 'Other' } },
] as const

/** One record from first contact to after-sales. Responsibility (holder, stage, life) is read-only here: the ledger writes it. */
export const opportunity = defineObject({
  name: 'opportunity',
  plural: 'opportunities',
  label: { zh: '商机', en: 'Opportunity' },
  pluralLabel: { zh: '商机', en: 'Opportunities' },
  titleField: 'title',
  belonging: {
    kind: 'person',
    column: 'holder_id',
    participation: {
      table: 'participation',
      record: 'opportunity_id',
      person: 'person_id',
      during: 'during',
    },
    alsoThrough: [],
  },
  tally: {
    view: 'tally_by_stage',
    columns: ['holder_id', 'stage_id', 'is_open', 'outcome'],
    money: ['amount'],
  },
  defaultSort: { field: 'createdAt', direction: 'desc' },
  deletable: true,
  fields: [
    field({ name: 'number', label: { zh: '编号', en: 'Number' }, type: 'auto-number', readOnly: true }),
    field({
      name: 'title',
      label: { zh: '商机名称', en: 'Title' },
      type: 'text',
      required: true,
      searchable: true,
      options: { maxLength: 200 },
    }),
    field({
      name: 'holder',
      column: 'holder_id',
      label: { zh: '责任人', en: 'Holder' },
      type: 'person',
      readOnly: true,
    }),
    field({
      name: 'stage',
      column: 'stage_id',
      label: { zh: '节点', en: 'Stage' },
      type: 'reference',
      options: { target: 'stage' },
      readOnly: true,
    }),
    field({
      name: 'phase',
      label: { zh: '阶段组', en: 'Phase' },
      type: 'choice',
      readOnly: true,
      options: {
        choices: [
          { value: 'lead', label: { zh: '线索', en: 'Lead' } },
          { value: 'deal', label: { zh: '成交', en: 'Deal' } },
          { value: 'delivery', label: { zh: '交付', en: 'Delivery' } },
        ],
      },
    }),
    field({
      name: 'type',
      label: { zh: '商机类型', en: 'Type' },
      type: 'choice',
      required: true,
      options: { choices: OPPORTUNITY_TYPES },
    }),
    field({
      name: 'account',
      column: 'account_id',
      label: { zh: '客户', en: 'Account' },
      type: 'reference',
      options: { target: 'account' },
    }),
    field({
      name: 'contact',
      column: 'contact_id',
      label: { zh: '联系人', en: 'Contact' },
      type: 'reference',
      options: { target: 'contact' },
    }),
    field({
      name: 'product',
      column: 'product_id',
      label: { zh: '产品', en: 'Product' },
      type: 'reference',
      options: { target: 'product' },
    }),
    field({ name: 'amount', label: { zh: '金额', en: 'Amount' }, type: 'money' }),
    field({ name: 'expectedCloseOn', label: { zh: '预计成交日期', en: 'Expected close' }, type: 'date' }),
    field({ name: 'region', label: { zh: '区域', en: 'Region' }, type: 'region' }),
    field({
      name: 'source',
      label: { zh: '来源', en: 'Source' },
      type: 'choice',
      options: { choices: SOURCES },
    }),
    field({ name: 'requirement', label: { zh: '客户需求', en: 'Requirement' }, type: 'long-text' }),
    field({
      name: 'companyName',
      label: { zh: '公司名称（未建客户）', en: 'Company (not yet an account)' },
      type: 'text',
      searchable: true,
    }),
    field({
      name: 'contactName',
      label: { zh: '联系人姓名', en: 'Contact name' },
      type: 'text',
      searchable: true,
    }),
    field({
      name: 'contactPhone',
      label: { zh: '联系电话', en: 'Contact phone' },
      type: 'phone',
      searchable: true,
    }),
    field({ name: 'contactEmail', label: { zh: '联系邮箱', en: 'Contact e-mail' }, type: 'email' }),
    field({
      name: 'nextStep',
      label: { zh: '下一步', en: 'Next step' },
      type: 'text',
      options: { maxLength: 500 },
    }),
    field({ name: 'nextStepOn', label: { zh: '下一步日期', en: 'Next step on' }, type: 'date' }),
    field({
      name: 'lastFollowUpAt',
      label: { zh: '最近跟进', en: 'Last follow-up' },
      type: 'date-time',
      readOnly: true,
    }),
    field({ name: 'isOpen', label: { zh: '进行中', en: 'Open' }, type: 'yes-no', readOnly: true }),
    field({
      name: 'outcome',
      label: { zh: '结果', en: 'Outcome' },
      type: 'choice',
      readOnly: true,
      options: {
        choices: [
          { value: 'won', label: { zh: '赢单', en: 'Won' } },
          { value: 'lost', label: { zh: '输单', en: 'Lost' } },
        ],
      },
    }),
    field({
      name: 'outcomeReason',
      label: { zh: '输赢原因', en: 'Outcome reason' },
      type: 'text',
      readOnly: true,
      options: { maxLength: 500 },
    }),
    field({ name: 'openedAt', label: { zh: '开始时间', en: 'Opened' }, type: 'date-time', readOnly: true }),
    field({ name: 'closedAt', label: { zh: '关闭时间', en: 'Closed' }, type: 'date-time', readOnly: true }),
    field({
      name: 'stageSince',
      label: { zh: '进入节点时间', en: 'In stage since' },
      type: 'date-time',
      readOnly: true,
    }),
    field({
      name: 'heldSince',
      label: { zh: '持有开始', en: 'Held since' },
      type: 'date-time',
      readOnly: true,
    }),
    field({
      name: 'externalKey',
      label: { zh: '外部编号', en: 'External key' },
      type: 'text',
      unique: true,
      searchable: true,
    }),
  ],
})

/** A stage as other records show it; the plan writes it. */
export const stageObject = defineObject({
  name: 'stage',
  plural: 'stages',
  label: { zh: '节点', en: 'Stage' },
  pluralLabel: { zh: '节点', en: 'Stages' },
  titleField: 'key',
  titleColumn: 'label',
  belonging: { kind: 'everyone' },
  deletable: false,
  bare: true,
  closed: true,
  defaultSort: { field: 'position', direction: 'asc' },
  fields: [
    field({ name: 'key', label: { zh: '标识', en: 'Key' }, type: 'text', readOnly: true }),
    field({ name: 'position', label: { zh: '顺序', en: 'Position' }, type: 'number', readOnly: true }),
    field({ name: 'kind', label: { zh: '类型', en: 'Kind' }, type: 'text', readOnly: true }),
    field({ name: 'phase', label: { zh: '阶段组', en: 'Phase' }, type: 'text', readOnly: true }),
    field({
      name: 'accountable',
      label: { zh: '负责职能', en: 'Accountable' },
      type: 'text',
      readOnly: true,
    }),
    field({ name: 'probability', label: { zh: '赢率', en: 'Probability' }, type: 'number', readOnly: true }),
  ],
})
