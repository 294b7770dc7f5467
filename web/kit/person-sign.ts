export const SHADES = 10

const COMPOUND =
  /^(欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|长孙|宇文|司徒|令狐|夏侯|端木|百里|南宫|独孤|第五)/

/** What stands for a name in a small circle: the surname in Chinese (王 of 王芳, 欧阳 of 欧阳娜), else up to two initials. */
export function sign(name: string): string {
  const trimmed = name.trim()
  if (/^\p{Script=Han}/u.test(trimmed)) return COMPOUND.exec(trimmed)?.[0] ?? [...trimmed][0] ?? '?'
  const words = trimmed.split(/[\s.·-]+/).filter(Boolean)
  const first = [...(words[0] ?? '?')][0] ?? '?'
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : ''
  return (first + last).toUpperCase()
}

/** The number of the colour of a name, 0 to 9: the same for the same name, everywhere and for ever. */
export function shade(name: string): number {
  let hash = 2166136261
  for (const letter of name.trim()) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619) >>> 0
  return hash % SHADES
}
