import { describe, expect, test } from 'vitest'
import { type Grants, sameGrants, withField, withRight, withScope } from './grants.ts'

const sales: Grants = { opportunity: { rights: ['see', 'edit'], scope: 'mine' } }

describe('the matrix of a role', () => {
  test('gives seeing along with every other right', () => {
    expect(withRight({}, 'account', 'export', true)).toEqual({
      account: { rights: ['see', 'export'], scope: 'mine' },
    })
  })

  test('takes every right along with seeing, and then says nothing of the object', () => {
    expect(withRight(sales, 'opportunity', 'see', false)).toEqual({})
  })

  test('takes one right and leaves the others', () => {
    expect(withRight(sales, 'opportunity', 'edit', false)).toEqual({
      opportunity: { rights: ['see'], scope: 'mine' },
    })
  })

  test('keeps rights and fields when the rows change', () => {
    const hidden = withField(sales, 'opportunity', 'amount', 'hidden')
    expect(withScope(hidden, 'opportunity', 'all')).toEqual({
      opportunity: { rights: ['see', 'edit'], scope: 'all', fields: { amount: 'hidden' } },
    })
  })

  test('forgets a field that becomes writable again', () => {
    const hidden = withField(sales, 'opportunity', 'amount', 'hidden')
    expect(withField(hidden, 'opportunity', 'amount', 'write')).toEqual(sales)
  })

  test('is the same in any order', () => {
    expect(sameGrants(sales, { opportunity: { rights: ['edit', 'see'], scope: 'mine', fields: {} } })).toBe(
      true,
    )
    expect(sameGrants(sales, withScope(sales, 'opportunity', { condition: 'has(amount)' }))).toBe(false)
  })
})
