import type { Language } from '../../kernel/text.ts'
import { fold } from '../../kernel/text.ts'

/** A region's code as text: `31` a province, `3101` a city, `310115` a district. */
export type RegionCode = string

export type Region = { code: RegionCode; zh: string; en: string }

/** What a text names: one region, several that share the name, or none. Larger regions first. */
export type RegionFinding =
  | { kind: 'one'; code: RegionCode }
  | { kind: 'several'; codes: RegionCode[] }
  | { kind: 'none' }

export type RegionTree = {
  /** The region's own name; undefined for a code that does not exist. */
  name(code: RegionCode, language: Language): string | undefined
  /** The names from the province down, placeholders such as 市辖区 left out: `广东省 深圳市 南山区`. */
  path(code: RegionCode, language: Language): string | undefined
  /** What a text names: `深圳`, `广东省深圳市南山区`, `Shenzhen`, `440305`. */
  find(text: string): RegionFinding
  /** True where `code` is `ancestor` or lies in it; false where either does not exist. */
  isWithin(code: RegionCode, ancestor: RegionCode): boolean
  /** The regions directly below, in code order; the provinces for no code. */
  children(code?: RegionCode): Region[]
  has(code: RegionCode): boolean
}

/** Entries that only fill a level: a municipality's districts stand below "districts of the city". */
const PLACEHOLDER = /^(市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$/

const ENDING =
  /(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|(?:.族)*自治[州县旗]|地区|林区|特区|新区|盟|市|区|县|旗)$/u
/** Short names of peoples within names of autonomous places: 延边朝鲜族自治州 is called 延边. */
const PEOPLES =
  /(朝鲜|土家|苗|藏|羌|彝|布依|侗|壮|哈尼|傣|景颇|傈僳|回|蒙古|哈萨克|柯尔克孜|白|满|瑶|黎|佤|拉祜|纳西|仡佬|水|畲|土|撒拉|东乡|保安|裕固|锡伯|塔吉克|达斡尔|鄂温克|鄂伦春|独龙|怒|普米|布朗|毛南|仫佬|维吾尔|各)族/gu

/** Builds the tree; the order of `regions` does not matter. Refuses (as a fault) codes twice or without their parent. */
export function regionTree(regions: readonly Region[]): RegionTree {
  const byCode = new Map<RegionCode, Region>()
  for (const region of regions) {
    if (byCode.has(region.code)) throw new Error(`region ${region.code} is listed twice`)
    byCode.set(region.code, region)
  }
  const below = childrenOf(byCode)
  const names = namesOf(byCode)
  const path = (code: RegionCode, language: Language): string | undefined =>
    byCode.has(code) ? pathNames(byCode, code, language).join(' ') : undefined
  return {
    name: (code, language) => byCode.get(code)?.[language],
    path,
    find: (text) => finding(byCode, names, text),
    isWithin: (code, ancestor) => byCode.has(code) && byCode.has(ancestor) && code.startsWith(ancestor),
    children: (code) => below.get(code ?? '') ?? [],
    has: (code) => byCode.has(code),
  }
}

function childrenOf(byCode: ReadonlyMap<RegionCode, Region>): Map<string, Region[]> {
  const below = new Map<string, Region[]>()
  for (const code of [...byCode.keys()].sort()) {
    const region = byCode.get(code)
    const parent = code.slice(0, -2)
    if (!region || (parent !== '' && !byCode.has(parent))) throw new Error(`region ${code} has no parent`)
    below.set(parent, [...(below.get(parent) ?? []), region])
  }
  return below
}

/** The codes from the province to the region itself. */
function lineage(code: RegionCode): RegionCode[] {
  return [2, 4, 6].filter((length) => length <= code.length).map((length) => code.slice(0, length))
}

function pathNames(byCode: ReadonlyMap<RegionCode, Region>, code: RegionCode, language: Language): string[] {
  const line = lineage(code)
  return line.flatMap((step) => {
    const region = byCode.get(step)
    // 东莞市 has no districts: its own name stands again one level below.
    const silent =
      !region || (step !== code && (PLACEHOLDER.test(region.zh) || region.zh === byCode.get(code)?.zh))
    return silent ? [] : [region[language]]
  })
}

/** Every way a region is called, with the codes called so. */
function namesOf(byCode: ReadonlyMap<RegionCode, Region>): Map<string, RegionCode[]> {
  const names = new Map<string, RegionCode[]>()
  for (const region of byCode.values()) {
    if (PLACEHOLDER.test(region.zh)) continue
    for (const name of new Set(callings(region))) {
      if (name !== '') names.set(name, [...(names.get(name) ?? []), region.code])
    }
  }
  return names
}

function callings(region: Region): string[] {
  const short = shortKey(region.zh)
  const called = [keyOf(region.zh), short, keyOf(region.en)]
  return region.zh.endsWith('自治州') ? [...called, `${short}州`] : called
}

function keyOf(name: string): string {
  return fold(name).replace(/[\s'’·.\-,/\\>|]+/g, '')
}

/** 深圳市 → 深圳, 广西壮族自治区 → 广西, 延边朝鲜族自治州 → 延边; a name of two signs keeps its ending: 东区. */
function shortKey(name: string): string {
  const short = name
    .replace(/[（(].*[)）]$/, '')
    .replace(PEOPLES, '')
    .replace(ENDING, '')
  return short.length >= 2 ? keyOf(short) : keyOf(name)
}

function finding(
  byCode: ReadonlyMap<RegionCode, Region>,
  names: ReadonlyMap<string, RegionCode[]>,
  text: string,
): RegionFinding {
  const key = keyOf(text)
  if (/^\d+$/.test(key)) return codeFinding(byCode, key)
  const whole = names.get(key)
  if (whole) return among(whole)
  return among(steps(names, key, ''))
}

/** Six digits with zeros at the end name the level above: 440000 is the province. */
function codeFinding(byCode: ReadonlyMap<RegionCode, Region>, digits: string): RegionFinding {
  const code = digits.length === 6 ? digits.replace(/(00){1,2}$/, '') : digits
  return byCode.has(code) ? { kind: 'one', code } : { kind: 'none' }
}

/** Takes a text apart from the left, each name within the one before: 广东省深圳市南山区, 江苏 南京. */
function steps(names: ReadonlyMap<string, RegionCode[]>, text: string, within: RegionCode): RegionCode[] {
  if (text === '') return within === '' ? [] : [within]
  // 中国 in front says nothing more.
  if (within === '' && /^(中国|china)./.test(text)) return steps(names, text.replace(/^(中国|china)/, ''), '')
  const found = new Set<RegionCode>()
  for (let length = text.length; length >= 2; length--) {
    for (const code of names.get(text.slice(0, length)) ?? []) {
      if (!code.startsWith(within)) continue
      // 北京市市辖区朝阳区: a level that only fills says nothing.
      const rest = text.slice(length).replace(/^(市辖区|省直辖县级行政区划|自治区直辖县级行政区划)/, '')
      for (const end of steps(names, rest, code)) found.add(end)
    }
    if (found.size > 0) break
  }
  return [...found]
}

/**
 * One code or several: 鼓楼区 is a district of four cities. A province's name alone means the province: 吉林, 海南.
 */
function among(codes: readonly RegionCode[]): RegionFinding {
  const sorted = [...new Set(codes)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  const [first, second] = sorted
  if (first === undefined) return { kind: 'none' }
  const meant = second === undefined || (first.length === 2 && second.length > 2)
  return meant ? { kind: 'one', code: first } : { kind: 'several', codes: sorted }
}
