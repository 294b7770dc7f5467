import { expect, test } from 'vitest'
import { mergedValues, siteOf, whySameAccount, whySameOpportunity } from './rules.ts'

const FIELDS = [
  { name: 'title', unique: false, isReference: false },
  { name: 'amount', unique: false, isReference: false },
  { name: 'product', unique: false, isReference: true },
  { name: 'externalKey', unique: true, isReference: false },
]
const survivor = { id: 's', title: '光谱仪', amount: null, product: null, externalKey: null }
const loser = {
  id: 'a',
  title: '光谱',
  amount: { amount: '5', currency: 'CNY' },
  product: { id: 'p', title: 'GTX' },
  externalKey: 'K1',
}

test('the survivor keeps its values, and what it lacks comes from the others', () => {
  expect(mergedValues(FIELDS, survivor, [loser], {})).toEqual({
    kind: 'values',
    changes: { amount: { amount: '5', currency: 'CNY' }, product: 'p' },
    cleared: [],
  })
})
test('what is chosen is taken, an empty value too', () => {
  const chosen = mergedValues(FIELDS, { ...survivor, amount: 3 }, [{ ...loser, amount: null }], {
    title: 'a',
    amount: 'a',
  })
  expect(chosen).toMatchObject({ changes: { title: '光谱', amount: null } })
})
test('a unique value comes only where it is chosen, and its giver loses it', () => {
  expect(mergedValues(FIELDS, survivor, [loser], { externalKey: 'a' })).toMatchObject({
    changes: { externalKey: 'K1' },
    cleared: [{ id: 'a', field: 'externalKey' }],
  })
})
test('a reference the viewer may not read, or to one of those merged, does not come by itself', () => {
  const hidden = mergedValues(FIELDS, survivor, [{ ...loser, product: { id: 'p', title: null } }], {})
  const circular = mergedValues(FIELDS, survivor, [{ ...loser, product: { id: 's', title: '光谱仪' } }], {})
  for (const found of [hidden, circular])
    expect(found).not.toMatchObject({ changes: { product: expect.anything() } })
})
test('nothing is taken from a stranger, nor a field that is not written', () => {
  expect(mergedValues(FIELDS, survivor, [loser], { title: 'x' })).toEqual({
    kind: 'nothing-to-take',
    field: 'title',
  })
  expect(mergedValues(FIELDS, survivor, [loser], { stage: 'a' })).toEqual({
    kind: 'nothing-to-take',
    field: 'stage',
  })
})

test.each([
  [
    { account: { id: '1' }, product: { id: 'p' } },
    { account: { id: '1' }, product: { id: 'p' } },
    ['account'],
  ],
  [{ account: { id: '1' }, product: { id: 'p' } }, { account: { id: '1' }, product: { id: 'q' } }, []],
  [{ companyName: '华东 大学' }, { companyName: '华东大学' }, ['name']],
  [{ contactPhone: '+86 139 0000 1111' }, { contactPhone: '13900001111' }, ['phone']],
  [{ contactPhone: '110' }, { contactPhone: '110' }, []],
  [{ contactEmail: 'A@b.cn' }, { contactEmail: 'a@B.cn' }, ['email']],
  [{}, {}, []],
])('%j and %j are the same by %j', (a, b, because) => {
  expect(whySameOpportunity(a, b)).toEqual(because)
})
test('accounts are near by name, phone or site', () => {
  expect(whySameAccount({}, {}, 0.9)).toEqual(['name'])
  expect(whySameAccount({ phone: '021-5555 6666' }, { phone: '02155556666' }, 0)).toEqual(['phone'])
  expect(whySameAccount({ website: 'https://www.a.cn/x' }, { website: 'a.cn' }, 0.1)).toEqual(['website'])
  expect(siteOf(null)).toBe('')
})
