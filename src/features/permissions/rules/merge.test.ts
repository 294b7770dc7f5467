import { describe, expect, test } from 'vitest'
import { mergeGrants } from './merge.ts'

describe('several roles of one person', () => {
  test('rights add up', () => {
    const merged = mergeGrants([
      { account: { rights: ['see'], scope: 'mine' } },
      { account: { rights: ['see', 'edit'], scope: 'mine' } },
    ])
    expect([...(merged['account']?.rights ?? [])]).toEqual(['see', 'edit'])
  })
  test('any scope is enough, and all swallows the rest', () => {
    const two = mergeGrants([
      { account: { rights: ['see'], scope: 'mine' } },
      { account: { rights: ['see'], scope: 'reports' } },
    ])
    expect(two['account']?.scopes).toEqual(['mine', 'reports'])
    const all = mergeGrants([
      { account: { rights: ['see'], scope: 'mine' } },
      { account: { rights: ['see'], scope: 'all' } },
    ])
    expect(all['account']?.scopes).toEqual(['all'])
  })
  test('a role that may not see adds no rows', () => {
    const merged = mergeGrants([
      { account: { rights: ['create'], scope: 'all' } },
      { account: { rights: ['see'], scope: 'mine' } },
    ])
    expect(merged['account']?.scopes).toEqual(['mine'])
  })
  test('a field is as free as in the freest role', () => {
    const merged = mergeGrants([
      {
        account: {
          rights: ['see'],
          scope: 'mine',
          fields: { phone: 'hidden', note: 'hidden', name: 'read' },
        },
      },
      { account: { rights: ['see'], scope: 'mine', fields: { phone: 'read', note: 'hidden' } } },
    ])
    expect(merged['account']?.fields).toEqual({ phone: 'read', note: 'hidden' })
  })
  test('nobody without a role has anything', () => {
    expect(mergeGrants([])).toEqual({})
  })
})
