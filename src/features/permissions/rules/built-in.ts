import type { Text } from '../../../kernel/text.ts'
import type { GrantSpec } from '../contract.ts'

export type BuiltInRole = { key: string; label: Text; grants: Record<string, GrantSpec> }

type Scope = GrantSpec['scope']
const SEE_ALL: GrantSpec = { rights: ['see'], scope: 'all' }
const ORGANISATION = { person: SEE_ALL, department: SEE_ALL, product: SEE_ALL, stage: SEE_ALL }

function working(scope: Scope, verbs: GrantSpec['rights'] = []): Record<string, GrantSpec> {
  return {
    ...ORGANISATION,
    opportunity: { rights: ['see', 'create', 'edit', 'claim', 'release', ...verbs], scope },
    account: { rights: ['see', 'create', 'edit'], scope },
    contact: { rights: ['see', 'create', 'edit'], scope },
    'follow-up': { rights: ['see', 'create', 'edit'], scope },
    task: { rights: ['see', 'create', 'edit', 'delete'], scope },
  }
}

/** The roles a company starts with; each can be changed. */
export const BUILT_IN_ROLES: readonly BuiltInRole[] = [
  {
    key: 'director',
    label: { zh: '总监', en: 'Director' },
    grants: working('all', ['delete', 'export', 'route', 'pass', 'takeBack']),
  },
  {
    key: 'manager',
    label: { zh: '主管', en: 'Manager' },
    grants: working('reports', ['delete', 'export', 'route', 'pass', 'takeBack']),
  },
  { key: 'sales', label: { zh: '销售', en: 'Sales' }, grants: working('mine') },
  { key: 'marketing', label: { zh: '市场', en: 'Marketing' }, grants: working('mine') },
  { key: 'support', label: { zh: '技术支持', en: 'Technical support' }, grants: working('mine') },
  { key: 'success', label: { zh: '客户成功', en: 'Customer success' }, grants: working('mine') },
  {
    key: 'finance',
    label: { zh: '财务', en: 'Finance' },
    grants: {
      ...ORGANISATION,
      opportunity: {
        rights: ['see', 'export'],
        scope: 'all',
        fields: { requirement: 'hidden', contactPhone: 'hidden', contactEmail: 'hidden' },
      },
      account: SEE_ALL,
    },
  },
]
