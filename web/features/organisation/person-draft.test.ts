import { describe, expect, test } from 'vitest'
import { draftOf, inputOf, rolesDiffer } from './person-draft.ts'

const row = {
  id: 'p1',
  version: 3,
  name: '王芳',
  email: null,
  department: { id: 'd1', name: '华东' },
  manager: null,
  functions: ['sales'],
  skills: [],
  territories: ['31'],
  weight: 1,
  openCap: 50,
  dayCap: null,
  weekCap: null,
  unitCap: null,
  active: true,
  admin: false,
  canSignIn: false,
  open: 0,
  roles: ['r1', 'r2'],
}

describe('the form of a person', () => {
  test('sends nothing where nothing was changed', () => {
    const before = draftOf(row, undefined)
    expect(inputOf({ ...before }, before)).toEqual({})
  })

  test('sends only what was changed, and a removed e-mail as null', () => {
    const before = draftOf({ ...row, email: 'fang@example.com' }, undefined)
    expect(inputOf({ ...before, email: ' ', territories: ['31', '32'] }, before)).toEqual({
      email: null,
      territories: ['31', '32'],
    })
  })

  test('knows that roles in another order are the same roles', () => {
    const before = draftOf(row, undefined)
    expect(rolesDiffer({ ...before, roles: ['r2', 'r1'] }, before)).toBe(false)
    expect(rolesDiffer({ ...before, roles: ['r2'] }, before)).toBe(true)
    expect(rolesDiffer({ ...before, admin: true }, before)).toBe(true)
  })

  test('starts somebody new in sales, with the role for it', () => {
    expect(draftOf(undefined, 'r9')).toMatchObject({ functions: ['sales'], roles: ['r9'], weight: 1 })
  })
})
