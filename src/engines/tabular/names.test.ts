import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editDistance } from './name-keys.ts'
import { nameIndex, nearNames } from './names.ts'

const best = (name: string, candidates: string[]): string | undefined =>
  nearNames(name, candidates, 1)[0]?.name
const score = (name: string, candidate: string): number => nearNames(name, [candidate], 1)[0]?.score ?? 0

describe('near names', () => {
  test('the same name after folding scores 1, in any width and case', () => {
    expect(score('Ａｃｍｅ  Corporation', 'acme corporation')).toBe(1)
  })

  test('a missing space is very near, never the same', () => {
    const products = [
      'GTX Basic',
      'GTX Pro',
      'GTX Plus Pro',
      'MG Special',
      'GTX Plus Basic',
      'GTK 500',
      'MG Advanced',
    ]
    expect(best('GTXPro', products)).toBe('GTX Pro')
    expect(score('GTXPro', 'GTX Pro')).toBeGreaterThan(0.95)
    expect(score('GTXPro', 'GTX Pro')).toBeLessThan(1)
  })

  test('legal forms and bracketed places matter little', () => {
    expect(score('北京华信科技', '北京华信科技有限公司')).toBeGreaterThanOrEqual(0.93)
    expect(score('北京华信科技（中国）有限公司', '北京华信科技股份有限公司')).toBeGreaterThanOrEqual(0.93)
    expect(score('Acme Inc.', 'ACME Holdings Ltd')).toBeGreaterThanOrEqual(0.93)
  })

  test('one sign more, less, other or swapped is near', () => {
    expect(score('technolgy', 'technology')).toBeGreaterThan(0.7)
    expect(score('Philipines', 'Philippines')).toBeGreaterThan(0.7)
    expect(score('北京华讯科技', '北京华信科技')).toBeGreaterThan(0.7)
    expect(score('Darcel Schlceht', 'Darcel Schlecht')).toBeGreaterThan(0.7)
  })

  test('the part of a name is near, the more so the more it covers', () => {
    expect(score('华信科技', '北京华信科技有限公司')).toBeGreaterThan(0.7)
    expect(score('北京华信', '北京华信科技有限公司')).toBeGreaterThan(0.7)
    expect(best('华信科技', ['上海东方华信科技', '北京华信科技'])).toBe('北京华信科技')
  })

  test('another name is not proposed', () => {
    expect(nearNames('张玮', ['张伟', '李伟'], 5)).toEqual([])
    expect(nearNames('有限公司', ['北京华信科技有限公司'], 5)).toEqual([])
    expect(nearNames('', ['', ' ', 'a'], 5)).toEqual([])
  })

  test('a name finds itself first among all others', () => {
    const name = fc
      .string({
        unit: fc.constantFrom('北', '京', '华', '信', 'a', 'b', ' ', '科', '技'),
        minLength: 1,
        maxLength: 8,
      })
      .filter((text) => text.trim() !== '')
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 30 }), fc.nat(), (names, seed) => {
        const wanted = names[seed % names.length] ?? ''
        const [first] = nameIndex(names).near(wanted, 3)
        expect(first?.score).toBe(1)
      }),
      { numRuns: 200 },
    )
  })

  test('a hundred thousand names with the same ending are searched without walking them all', () => {
    const letters = [...'东南西北中华新金信达通恒宏伟业盛世天地人和美丽']
    const names = Array.from({ length: 100_000 }, (_, i) => {
      const sign = (power: number): string => letters[Math.floor(i / 22 ** power) % 22] ?? ''
      return `${sign(0)}${sign(1)}${sign(2)}${sign(3)}科技有限公司`
    })
    const index = nameIndex(names)
    const start = performance.now()
    for (let i = 0; i < 50; i++) expect(index.near(names[i * 1999] ?? '', 3)[0]?.score).toBe(1)
    expect((performance.now() - start) / 50).toBeLessThan(100)
  })
})

describe('edit distance', () => {
  test('counts letters added, lost, changed and swapped, up to a bound', () => {
    expect(editDistance('abc', 'abc', 3)).toBe(0)
    expect(editDistance('abc', 'acb', 3)).toBe(1)
    expect(editDistance('abc', 'abcd', 3)).toBe(1)
    expect(editDistance('kitten', 'sitting', 5)).toBe(3)
    expect(editDistance('abcdef', 'uvwxyz', 2)).toBe(3)
  })

  test('is symmetric', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b, 8)).toBe(editDistance(b, a, 8))
      }),
      { numRuns: 200 },
    )
  })
})
