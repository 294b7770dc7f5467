/** What a number format makes of a number. */
export type FormatKind = 'number' | 'percent' | 'day' | 'moment' | 'time'

/** Built-in formats, those of East Asian editions included. Source: ECMA-376 part 1, 18.8.30. */
const BUILT_IN: readonly (readonly [number, number, FormatKind])[] = [
  [9, 10, 'percent'],
  [14, 17, 'day'],
  [18, 21, 'time'],
  [22, 22, 'moment'],
  [27, 31, 'day'],
  [32, 35, 'time'],
  [36, 36, 'day'],
  [45, 45, 'time'],
  [47, 47, 'time'],
  [50, 54, 'day'],
  [55, 56, 'time'],
  [57, 58, 'day'],
]

/** The kind of a built-in format by its number. */
export function builtInKind(id: number): FormatKind {
  return BUILT_IN.find(([from, to]) => id >= from && id <= to)?.[2] ?? 'number'
}

/** Spreadsheets take 255 characters at most. */
const LONGEST_CODE = 1000

/**
 * The kind of a format by its code: `yyyy"年"m"月"d"日"` is a day, `h:mm` a time, `0.0%` a percentage.
 * Elapsed time, `[h]:mm`, stays a number. Only the section for positive numbers is looked at.
 */
export function kindOfCode(code: string): FormatKind {
  if (code.length > LONGEST_CODE) return 'number'
  const section = firstSection(code)
  if (/\[(h+|m+|s+)\]/i.test(section)) return 'number'
  const plain = section
    .replace(/\[[^\]]*\]/g, '')
    .replace(/am\/pm|a\/p|上午\/下午/gi, 'h')
    .toLowerCase()
  if (/general/.test(plain)) return 'number'
  if (plain.includes('%')) return 'percent'
  const hasTime = /[hs]/.test(plain)
  const hasDay = /[yd]/.test(plain) || /e/.test(plain.replace(/e[+-]/g, ''))
  const hasMonth = /m/.test(plain)
  if (hasDay || (hasMonth && !hasTime)) return hasTime ? 'moment' : 'day'
  return hasTime ? 'time' : 'number'
}

/** The first section without quoted text, escapes, fillers. */
function firstSection(code: string): string {
  const bare = code.replace(/"[^"]*"?/g, '').replace(/[\\_*]./gu, '')
  return bare.split(';')[0] ?? ''
}
