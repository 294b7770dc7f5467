import { defineObject, field } from '../../objects/definition.ts'

/** Visible to its holder, and to whoever may see one of its opportunities. */
export const account = defineObject({
  name: 'account',
  plural: 'accounts',
  label: { zh: '客户', en: 'Account' },
  pluralLabel: { zh: '客户', en: 'Accounts' },
  titleField: 'name',
  belonging: {
    kind: 'person',
    column: 'holder_id',
    alsoThrough: [{ object: 'opportunity', column: 'account_id' }],
  },
  defaultSort: { field: 'name', direction: 'asc' },
  fields: [
    field({
      name: 'name',
      label: { zh: '客户名称', en: 'Name' },
      type: 'text',
      required: true,
      searchable: true,
    }),
    field({ name: 'holder', column: 'holder_id', label: { zh: '客户负责人', en: 'Holder' }, type: 'person' }),
    field({ name: 'industry', label: { zh: '行业', en: 'Industry' }, type: 'text' }),
    field({ name: 'region', label: { zh: '区域', en: 'Region' }, type: 'region' }),
    field({ name: 'location', label: { zh: '所在地', en: 'Location' }, type: 'text', searchable: true }),
    field({
      name: 'employees',
      label: { zh: '员工数', en: 'Employees' },
      type: 'number',
      options: { decimals: 0 },
    }),
    field({ name: 'annualRevenue', label: { zh: '年营收', en: 'Annual revenue' }, type: 'money' }),
    field({
      name: 'foundedYear',
      label: { zh: '成立年份', en: 'Founded' },
      type: 'number',
      options: { decimals: 0 },
    }),
    field({
      name: 'parent',
      column: 'parent_id',
      label: { zh: '母公司', en: 'Parent company' },
      type: 'reference',
      options: { target: 'account' },
    }),
    field({ name: 'website', label: { zh: '网址', en: 'Website' }, type: 'url' }),
    field({ name: 'phone', label: { zh: '电话', en: 'Phone' }, type: 'phone', searchable: true }),
    field({ name: 'note', label: { zh: '备注', en: 'Note' }, type: 'long-text' }),
    field({ name: 'externalKey', label: { zh: '外部编号', en: 'External key' }, type: 'text', unique: true }),
  ],
})

export const CONTACT_ROLES = [
  { value: 'decision-maker', label: { zh: '决策人', en: 'Decision maker' } },
  { value: 'influencer', label: { zh: '影响者', en: 'Influencer' } },
  { value: 'user', label: { zh: '使用者', en: 'User' } },
  { value: 'gatekeeper', label: { zh: '把关人', en: 'Gatekeeper' } },
  { value: 'purchaser', label: { zh: '采购', en: 'Purchaser' } },
] as const

/** Visible to its holder, with its account, and with an opportunity that names it. */
export const contact = defineObject({
  name: 'contact',
  plural: 'contacts',
  label: { zh: '联系人', en: 'Contact' },
  pluralLabel: { zh: '联系人', en: 'Contacts' },
  titleField: 'name',
  belonging: {
    kind: 'person',
    column: 'holder_id',
    alsoThrough: [{ object: 'opportunity', column: 'contact_id' }],
  },
  defaultSort: { field: 'name', direction: 'asc' },
  fields: [
    field({
      name: 'name',
      label: { zh: '姓名', en: 'Name' },
      type: 'text',
      required: true,
      searchable: true,
    }),
    field({
      name: 'account',
      column: 'account_id',
      label: { zh: '客户', en: 'Account' },
      type: 'reference',
      options: { target: 'account' },
    }),
    field({ name: 'title', label: { zh: '职务', en: 'Job title' }, type: 'text' }),
    field({
      name: 'role',
      label: { zh: '决策角色', en: 'Role in the decision' },
      type: 'choice',
      options: { choices: CONTACT_ROLES },
    }),
    field({ name: 'phone', label: { zh: '手机', en: 'Phone' }, type: 'phone', searchable: true }),
    field({ name: 'email', label: { zh: '邮箱', en: 'E-mail' }, type: 'email', searchable: true }),
    field({ name: 'wechat', label: { zh: '微信', en: 'WeChat' }, type: 'text' }),
    field({
      name: 'holder',
      column: 'holder_id',
      label: { zh: '联系人负责人', en: 'Holder' },
      type: 'person',
    }),
    field({ name: 'note', label: { zh: '备注', en: 'Note' }, type: 'long-text' }),
    field({ name: 'externalKey', label: { zh: '外部编号', en: 'External key' }, type: 'text', unique: true }),
  ],
})

/** What is sold; everyone sees it. */
export const product = defineObject({
  name: 'product',
  plural: 'products',
  label: { zh: '产品', en: 'Product' },
  pluralLabel: { zh: '产品', en: 'Products' },
  titleField: 'name',
  belonging: { kind: 'everyone' },
  defaultSort: { field: 'name', direction: 'asc' },
  fields: [
    field({
      name: 'name',
      label: { zh: '产品名称', en: 'Name' },
      type: 'text',
      required: true,
      unique: true,
      searchable: true,
    }),
    field({ name: 'series', label: { zh: '系列', en: 'Series' }, type: 'text', searchable: true }),
    field({ name: 'listPrice', label: { zh: '标价', en: 'List price' }, type: 'money' }),
    field({ name: 'note', label: { zh: '备注', en: 'Note' }, type: 'long-text' }),
    field({ name: 'externalKey', label: { zh: '外部编号', en: 'External key' }, type: 'text', unique: true }),
  ],
})
