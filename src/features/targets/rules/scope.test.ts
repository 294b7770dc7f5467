import { expect, test } from 'vitest'
import { scopeOf } from './scope.ts'

const departments = [
  { id: 'sales', name: '销售部', parent: null },
  { id: 'east', name: '华东组', parent: 'sales' },
  { id: 'south', name: '华南组', parent: 'sales' },
]
const someone = (id: string, department: string, active = true) => ({ id, name: id, department, active })
const people = [
  someone('lin', 'sales'),
  someone('wang', 'east'),
  someone('li', 'east'),
  someone('chen', 'east'),
  someone('gone', 'east', false),
  someone('huang', 'south'),
]
const reader = (personId: string, reports: string[], rest = {}) => ({
  personId,
  reports,
  admin: false,
  seesAll: false,
  ...rest,
})

test('who leads a team sees its people and the team, and sets targets for the people but not for the team', () => {
  const wang = scopeOf(reader('wang', ['li', 'chen']), people, departments)
  expect(['wang', 'li', 'huang'].map(wang.seesPerson)).toEqual([true, true, false])
  expect(['east', 'south', 'sales'].map(wang.seesDepartment)).toEqual([true, false, false])
  expect(wang.sets('person', 'li')).toBe(true)
  expect(wang.sets('person', 'wang')).toBe(false)
  expect(wang.sets('department', 'east')).toBe(false)
  expect(wang.seesWhole).toBe(false)
})

test('who leads everybody of a team from above sets its targets; their own department’s are set from above', () => {
  const lin = scopeOf(reader('lin', ['wang', 'li', 'chen', 'huang']), people, departments)
  expect(lin.sets('department', 'east')).toBe(true)
  expect(lin.sets('department', 'sales')).toBe(false)
  expect(lin.seesDepartment('sales')).toBe(true)
  expect(lin.sets('company', '')).toBe(false)
  expect(lin.membersOf('sales').map(({ id }) => id)).toContain('gone')
})

test('who sells sees themself; who sees everything sees wholes but no person they do not lead', () => {
  const li = scopeOf(reader('li', []), people, departments)
  expect([li.seesPerson('li'), li.seesPerson('chen'), li.seesDepartment('east')]).toEqual([
    true,
    false,
    false,
  ])
  const all = scopeOf(reader('finance', [], { seesAll: true }), people, departments)
  expect([all.seesWhole, all.seesDepartment('east'), all.seesPerson('li')]).toEqual([true, true, false])
  const admin = scopeOf(reader('zhou', [], { admin: true }), people, departments)
  expect([admin.sets('company', ''), admin.sets('product', 'p'), admin.seesPerson('li')]).toEqual([
    true,
    true,
    true,
  ])
})
