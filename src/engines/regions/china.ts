import type { Region } from './region-tree.ts'

/** Rows of the national lists: code and Chinese name. */
export type CodedName = { code: string; name: string }

/** Hong Kong, Macao and Taiwan as their list gives them: province → city → districts. */
export type NestedNames = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

export type ChinaLists = {
  provinces: readonly CodedName[]
  cities: readonly CodedName[]
  areas: readonly CodedName[]
  nested: NestedNames
}

/** Codes of the national standard GB/T 2260 for the three whose own list has none. */
const CODES: Readonly<Record<string, string>> = { 台湾省: '71', 香港特别行政区: '81', 澳门特别行政区: '82' }

/**
 * The regions of China with their codes, English names from `english`.
 *
 * Below Hong Kong, Macao and Taiwan the standard gives no codes: they are numbered in the order of their list,
 * `8101` and `810101` first. Source: data/china_regions.
 */
export function chinaRegions(lists: ChinaLists, english: (name: string, code: string) => string): Region[] {
  const coded = [...lists.provinces, ...lists.cities, ...lists.areas, ...numbered(lists.nested)]
  return coded.map(({ code, name }) => ({ code, zh: name, en: english(name, code) }))
}

function numbered(nested: NestedNames): CodedName[] {
  return Object.entries(nested).flatMap(([province, cities]) => {
    const code = CODES[province]
    if (code === undefined) throw new Error(`no code is known for ${province}`)
    const below = Object.entries(cities).flatMap(([city, districts], i) => {
      const cityCode = code + twoDigits(i + 1)
      return [
        { code: cityCode, name: city },
        ...districts.map((name, k) => ({ code: cityCode + twoDigits(k + 1), name })),
      ]
    })
    return [{ code, name: province }, ...below]
  })
}

function twoDigits(value: number): string {
  if (value > 99) throw new Error('more regions on a level than two digits number')
  return String(value).padStart(2, '0')
}
