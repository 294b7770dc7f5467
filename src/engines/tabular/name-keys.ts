import { fold } from '../../kernel/text.ts'

/** A legal form at the end of a company's name, taken away one by one: a repetition of them would be parted in every way there is. */
const CHINESE_FORM =
  /(?:股份|控股)?(?:有限责任公司|有限公司|总公司|分公司|公司|合伙企业|个体工商户|集团|厂|商行|经营部|工作室|事务所)$/u
const LATIN_FORMS =
  /(?:\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|plc|gmbh|ag|sa|sas|sarl|srl|spa|bv|nv|ab|oy|as|kk|pte|pty|sdn|bhd|holding|holdings|group)\b[\s.,]*)+$/u

/** The three forms in which a name is compared, from strict to loose. */
export type NameKeys = {
  /** NFKC, lower case, single spaces. */
  folded: string
  /** Without spaces and marks: `gtxpro`. */
  joined: string
  /** Without legal form and bracketed parts: `北京华信科技`. Never empty where `joined` is not. */
  core: string
}

/** No name is longer: what is, is compared as it stands. */
const LONGEST_NAME = 400

/** The keys of a name. O(letters). */
export function nameKeys(name: string): NameKeys {
  const folded = fold(name)
  const joined = lettersOf(folded)
  if (folded.length > LONGEST_NAME) return { folded, joined, core: joined }
  const open = folded.replace(/[([【「][^)\]】」]*[)\]】」]/gu, ' ').trim()
  const core = lettersOf(withoutChineseForms(open.replace(/[\s.,;:]+$/u, '').replace(LATIN_FORMS, '')))
  return { folded, joined, core: core.length >= 2 ? core : lettersOf(open) || joined }
}

function withoutChineseForms(name: string): string {
  let rest = name
  for (let form = CHINESE_FORM.exec(rest); form; form = CHINESE_FORM.exec(rest))
    rest = rest.slice(0, form.index)
  return rest
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '')
}

/**
 * Edit distance of two texts where swapping neighbours counts one (optimal string alignment), up to `most`.
 * `most + 1` where it is larger. O(length × most).
 */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1)
      let cost = Math.min((last[j - 1] ?? 0) + (same ? 0 : 1), (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
      const swapped =
        i > 1 &&
        j > 1 &&
        a.charCodeAt(i - 1) === b.charCodeAt(j - 2) &&
        a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
      if (swapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
      least = Math.min(least, cost)
    }
    if (least > most) return most + 1
    before = last
    last = row
  }
  return Math.min(last[b.length] ?? most + 1, most + 1)
}
