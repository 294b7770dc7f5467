import { describe, expect, test } from 'vitest'
import { fieldOptions } from '../../src/objects/contract.ts'
import { fieldDraftOf, fieldNameOf, optionsOf, sentOptions } from './field-draft.ts'

const blank = fieldDraftOf()

describe('the form of a field', () => {
  test('names a field by the words of its English label', () => {
    expect(fieldNameOf('Contract value (net)')).toBe('contractValueNet')
    expect(fieldNameOf('2nd contact')).toBe('ndContact')
    expect(fieldNameOf('合同金额')).toBe('')
  })

  test('sends only the options of the type', () => {
    expect(sentOptions({ ...blank, type: 'date', formula: 'a + b', target: 'account' }, true)).toEqual({})
    expect(sentOptions({ ...blank, type: 'number', decimals: 0 }, true)).toEqual({ decimals: 0 })
  })

  test('keeps the value of a choice that is only renamed, and gives a new one a value of its name', () => {
    const choices = [
      { id: '1', value: 'gold', label: { zh: '金牌', en: 'Golden' } },
      { id: '2', label: { zh: '银牌 (第二)', en: '' } },
      { id: '3', label: { zh: ' ', en: '' } },
    ]
    expect(sentOptions({ ...blank, type: 'choice', choices }, false).choices).toEqual([
      { value: 'gold', label: { zh: '金牌', en: 'Golden' } },
      { value: '银牌 第二', label: { zh: '银牌 (第二)', en: '银牌 (第二)' } },
    ])
  })

  test('never sends what the server would not read', () => {
    const choices = [{ id: '2', label: { zh: '（甲）级/乙级', en: '' } }]
    for (const type of ['choice', 'choices', 'formula', 'reference', 'auto-number', 'money'] as const) {
      const draft = { ...blank, type, choices, formula: 'amount * 2', target: 'account' }
      expect(fieldOptions.safeParse(sentOptions(draft, true)).success, type).toBe(true)
    }
  })

  test('does not send again what is fixed once the field is made', () => {
    const draft = { ...blank, type: 'formula' as const, formula: 'amount * 2' }
    expect(sentOptions(draft, true)).toEqual({ formula: 'amount * 2', gives: 'number' })
    expect(sentOptions(draft, false)).toEqual({ formula: 'amount * 2' })
  })

  test('knows no options for types that have none', () => {
    expect(optionsOf('yes-no')).toEqual([])
  })
})
