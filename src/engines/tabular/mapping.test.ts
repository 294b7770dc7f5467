import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { headingKey, headingUnit } from './headings.ts'
import type { Proposal, TargetField } from './mapping.ts'
import { proposeMapping } from './mapping.ts'

const field = (name: string, zh: string, en: string, kind: string): TargetField => ({
  name,
  label: { zh, en },
  kind,
})

const OPPORTUNITY = [
  field('title', '商机名称', 'Title', 'text'),
  field('holder', '责任人', 'Holder', 'person'),
  field('stage', '节点', 'Stage', 'reference'),
  field('account', '客户', 'Account', 'reference'),
  field('contactName', '联系人姓名', 'Contact name', 'text'),
  field('contactPhone', '联系电话', 'Contact phone', 'phone'),
  field('contactEmail', '联系邮箱', 'Contact e-mail', 'email'),
  field('product', '产品', 'Product', 'reference'),
  field('amount', '金额', 'Amount', 'money'),
  field('currency', '币种', 'Currency', 'text'),
  field('expectedCloseOn', '预计成交日期', 'Expected close', 'date'),
  field('openedAt', '开始时间', 'Opened', 'date-time'),
  field('closedAt', '关闭时间', 'Closed', 'date-time'),
  field('source', '来源', 'Source', 'choice'),
  field('region', '区域', 'Region', 'region'),
  field('externalKey', '外部编号', 'External key', 'text'),
]
const ACCOUNT = [
  field('name', '名称', 'Name', 'text'),
  field('parent', '上级客户', 'Parent', 'reference'),
  field('industry', '行业', 'Industry', 'choice'),
  field('location', '地址', 'Location', 'text'),
  field('employees', '员工人数', 'Employees', 'number'),
  field('annualRevenue', '年收入', 'Annual revenue', 'money'),
  field('foundedYear', '成立年份', 'Founded', 'number'),
]
const PERSON = [
  field('name', '姓名', 'Name', 'text'),
  field('manager', '上级', 'Manager', 'person'),
  field('department', '部门', 'Department', 'department'),
]

const fieldsOf = (proposals: Proposal[]): (string | undefined)[] =>
  proposals.map((proposal) => proposal.field)
const opportunity = (headings: string[]): (string | undefined)[] =>
  fieldsOf(proposeMapping(headings, OPPORTUNITY, { object: 'opportunity' }))

describe('proposing fields for headings', () => {
  test('an English pipeline export is understood', () => {
    const headings =
      'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value'
    expect(opportunity(headings.split(','))).toEqual(
      'externalKey,holder,product,account,stage,openedAt,closedAt,amount'.split(','),
    )
  })

  test('a Chinese pipeline export is understood', () => {
    const headings =
      '商机名称,客户名称,负责人,销售阶段,金额（万元）,币种,预计成交日期,创建时间,线索来源,手机,邮箱,省份'
    expect(opportunity(headings.split(','))).toEqual(
      'title,account,holder,stage,amount,currency,expectedCloseOn,openedAt,source,contactPhone,contactEmail,region'.split(
        ',',
      ),
    )
  })

  test('accounts and people of the same company are understood by their own words', () => {
    const accounts = 'account,sector,year_established,revenue,employees,office_location,subsidiary_of'.split(
      ',',
    )
    expect(fieldsOf(proposeMapping(accounts, ACCOUNT, { object: 'account' }))).toEqual(
      'name,industry,foundedYear,annualRevenue,employees,location,parent'.split(','),
    )
    const people = 'sales_agent,manager,regional_office'.split(',')
    expect(fieldsOf(proposeMapping(people, PERSON, { object: 'person' }))).toEqual([
      'name',
      'manager',
      'department',
    ])
  })

  test('letter case, marks, width and required stars make no difference', () => {
    expect(opportunity(['*Deal-Stage ', 'ＡＭＯＵＮＴ', 'expectedCloseOn'])).toEqual([
      'stage',
      'amount',
      'expectedCloseOn',
    ])
    expect(headingKey('Deal_Stage *')).toBe('dealstage')
  })

  test('a likeness is proposed with less certainty than a known word, and with its reason', () => {
    const [near] = proposeMapping(['Expected Closing Day'], OPPORTUNITY, { object: 'opportunity' })
    expect(near).toMatchObject({ field: 'expectedCloseOn', why: [{ code: 'similar' }] })
    expect(near?.score).toBeLessThan(0.9)
  })

  test('what nothing is like stays without a field', () => {
    expect(proposeMapping(['Shoe size'], OPPORTUNITY, { object: 'opportunity' })).toEqual([
      { heading: 'Shoe size', column: 0, score: 0, why: [] },
    ])
  })

  test('of two headings for one field the nearer gets it', () => {
    expect(opportunity(['销售', '责任人'])).toEqual([undefined, 'holder'])
  })

  test('values that do not fit the kind speak against a field', () => {
    const samples = [['张伟', '李娜', '王芳']]
    const [proposal] = proposeMapping(['金额'], OPPORTUNITY, { object: 'opportunity', samples })
    expect(proposal?.field).toBeUndefined()
    const [fitting] = proposeMapping(['成交金额'], OPPORTUNITY, {
      object: 'opportunity',
      samples: [['12.5万', 'NULL', '¥3']],
    })
    expect(fitting).toMatchObject({ field: 'amount', why: [{ code: 'known-word' }, { code: 'values-fit' }] })
  })

  test('aliases given with a field count as its own name', () => {
    const fields = [{ ...field('x_color', '颜色', 'Colour', 'text'), aliases: ['车身颜色'] }]
    expect(proposeMapping(['车身颜色'], fields)[0]).toMatchObject({ field: 'x_color', score: 1 })
  })

  test('each field is proposed at most once, in the order of the headings', () => {
    const heading = fc.constantFrom(
      '金额',
      'amount',
      'value',
      '客户',
      'account name',
      '电话',
      '手机',
      'x',
      '',
      '阶段',
      'stage',
    )
    fc.assert(
      fc.property(fc.array(heading, { maxLength: 12 }), (headings) => {
        const proposals = proposeMapping(headings, OPPORTUNITY, { object: 'opportunity' })
        expect(proposals.map((proposal) => proposal.heading)).toEqual(headings)
        const used = fieldsOf(proposals).filter((name) => name !== undefined)
        expect(new Set(used).size).toBe(used.length)
      }),
      { numRuns: 100 },
    )
  })
})

describe('units in headings', () => {
  test.each([
    ['金额（万元）', { text: '万元', scale: 4, currency: 'CNY' }],
    ['Amount (USD)', { text: 'USD', scale: 0, currency: 'USD' }],
    ['revenue (M USD)', { text: 'M USD', scale: 6, currency: 'USD' }],
    ['Revenue [USD million]', { text: 'USD million', scale: 6, currency: 'USD' }],
    ['金额/万元', { text: '万元', scale: 4, currency: 'CNY' }],
    ['收入(百万美元)', { text: '百万美元', scale: 6, currency: 'USD' }],
    ['概率(%)', { text: '%', scale: 0, percent: true }],
  ])('%s names its unit', (heading, unit) => expect(headingUnit(heading)).toEqual(unit))

  test.each(['客户(公司)', '电话/手机', 'Amount', 'Contact (main)'])('%s names none', (heading) =>
    expect(headingUnit(heading)).toBeUndefined(),
  )
})
