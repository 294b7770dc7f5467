import { expect, test } from 'vitest'
import { chosen } from './rules.ts'

const OPEN = [
  { id: '1', holderId: 'old' },
  { id: '2', holderId: 'third' },
  { id: '3', holderId: 'new' },
]
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).join('')

test.each([
  ['all' as const, '12', '3'],
  ['old-holder' as const, '1', '23'],
  ['none' as const, '', '123'],
  [['2', '3'], '2', '13'],
])('of the open opportunities, %j: %s go and %s stay', (choice, going, staying) => {
  const found = chosen(OPEN, choice, 'old', 'new')
  expect([ids(found.going), ids(found.staying)]).toEqual([going, staying])
})

test('an account nobody held has no old holder whose opportunities could go', () => {
  expect(chosen(OPEN, 'old-holder', null, 'new').going).toEqual([])
})
