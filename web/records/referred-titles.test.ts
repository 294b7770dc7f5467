import { expect, test } from 'vitest'
import { referredIn } from './referred-titles.ts'

const label = { zh: '字段', en: 'Field' }
const vocabulary = {
  root: 'opportunity',
  fields: {
    holder: { kind: 'record' as const, label, fields: {} },
    title: { kind: 'text' as const, label },
    amount: { kind: 'number' as const, label },
  },
}
const A = '01a20aa2-0214-707c-bf71-5e674ec273a1'
const B = '01a20aa2-0214-707c-bf71-5e674ec273a2'

test('ids are found wherever a field is compared with one, each once', () => {
  const source = `(holder == "${A}" && amount > 3) || holder in ["${A}", "${B}"] || !(holder != "${B}")`
  expect(referredIn(source, vocabulary)).toEqual([
    { field: 'holder', id: A },
    { field: 'holder', id: B },
  ])
})

test('other texts are no ids, and what cannot be read names nobody', () => {
  expect(referredIn('title == "x"', vocabulary)).toEqual([])
  expect(referredIn('title ==', vocabulary)).toEqual([])
  expect(referredIn('', vocabulary)).toEqual([])
})
