import { describe, expect, test } from 'vitest'
import { planTemplate } from '../../../src/features/plan/rules/templates.ts'
import { patched } from './patch.ts'

const document = { keeper: '019a0000-0000-7000-8000-000000000001', ...planTemplate('growing') }

describe('a patch of the compiler', () => {
  test('adds, replaces and removes, in records and in lists', () => {
    const mended = patched(document, [
      { op: 'add', path: '/stages/0/duties/finance', value: 'C' },
      { op: 'replace', path: '/stages/0/label/zh', value: '新线索' },
      { op: 'remove', path: '/rules/0' },
      { op: 'add', path: '/processes/0/stages/-', value: 'extra' },
    ])
    expect(mended?.stages[0]?.duties).toEqual({ ...document.stages[0]?.duties, finance: 'C' })
    expect(mended?.stages[0]?.label.zh).toBe('新线索')
    expect(mended?.rules.length).toBe(document.rules.length - 1)
    expect(mended?.processes[0]?.stages.at(-1)).toBe('extra')
  })

  test('leaves the document it began with alone', () => {
    patched(document, [{ op: 'remove', path: '/rules/0' }])
    expect(document.rules.length).toBe(2)
  })

  test('with a step that has no place does nothing at all', () => {
    expect(
      patched(document, [
        { op: 'remove', path: '/rules/0' },
        { op: 'replace', path: '/stages/99/label/zh', value: 'x' },
      ]),
    ).toBeUndefined()
    expect(patched(document, [{ op: 'replace', path: '', value: {} }])).toBeUndefined()
    expect(patched(document, [{ op: 'add', path: '/__proto__/polluted', value: true }])).toBeUndefined()
  })
})
