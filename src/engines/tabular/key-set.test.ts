import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KeySet } from './key-set.ts'

test('says of every text whether it was there before, as a set does', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 6 }), { maxLength: 400 }), (texts) => {
      const own = new KeySet()
      const set = new Set<string>()
      for (const text of texts) {
        expect(own.add(text)).toBe(!set.has(text))
        set.add(text)
      }
    }),
  )
})

test('half a million keys that differ in little are told apart', () => {
  const own = new KeySet()
  for (let n = 0; n < 500_000; n++) if (!own.add(`I-${n}`)) throw new Error(`I-${n} was taken for another`)
  for (const n of [0, 1, 77_777, 499_999]) expect(own.add(`I-${n}`)).toBe(false)
})
