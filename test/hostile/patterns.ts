import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'

export type Pattern = { file: string; line: number; source: string; flags: string }

const LITERAL =
  /(?:^|[=(,:[!&|?{};>]|\breturn\b)\s*\/((?:[^/\\\n[*]|\\.|\[(?:[^\]\\\n]|\\.)*\])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])*)\/([dgimsuvy]*)(?=[\s.,;)\]:?}]|$)/gm

/** The patterns written in a file of TypeScript. */
export function patternsIn(file: string): Pattern[] {
  const text = readFileSync(file, 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')
  return [...text.matchAll(LITERAL)].flatMap((match) => {
    const [, source = '', flags = ''] = match
    if (!compiles(source, flags)) return []
    return [{ file, line: text.slice(0, match.index).split('\n').length, source, flags }]
  })
}

function compiles(source: string, flags: string): boolean {
  try {
    return new RegExp(source, flags) !== undefined
  } catch {
    return false
  }
}

/** Texts that make a pattern try again and again: what it itself is made of, over and over, and an end it does not like. */
export function pumped(source: string, length: number): string[] {
  const words = [...source.replace(/\\[dDwWsSbBpP]|\{[^}]*\}|\(\?[:=!<]+/g, ' ').matchAll(/[\p{L}\p{N}]+/gu)]
    .map(([word]) => word)
    .filter((word) => word.length < 12)
  const signs = [...new Set(source.replace(/\\(.)/g, '$1'))].filter((sign) => !/[\p{L}\p{N}]/u.test(sign))
  const units = [
    ...new Set([...words.slice(0, 24), ...signs, 'a', 'A', '1', '0', ' ', '\t', '中', ...mixed(words)]),
  ]
  return units.flatMap((unit) => {
    const run = unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
    return [`${run}\u0001`, `${signs[0] ?? '1'}${run}!`, `1${run}1\n`, `a@${run}`]
  })
}

/** Words that hold one another are parted in many ways: 集团 + 公司, 集团公司. */
function mixed(words: readonly string[]): string[] {
  const near = words.slice(0, 16)
  return near.flatMap((word, i) => (near[i + 1] ? [`${word}${near[i + 1]}`, `${word} ${near[i + 1]} `] : []))
}

/** Milliseconds this thread has worked: what others do on the machine does not count. */
function worked(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** The texts for which a pattern needs longer than `mostMs`, with the time; gives up on the whole after `patienceMs`. */
export function slowOn(
  pattern: Pattern,
  texts: readonly string[],
  mostMs: number,
  patienceMs: number,
): string[] {
  const context = createContext({
    texts,
    now: worked,
    pattern: new RegExp(pattern.source, pattern.flags),
  })
  const code = `texts.flatMap((text) => {
    const began = now(); pattern.lastIndex = 0
    text.replace(pattern, '')
    return now() - began > ${mostMs} ? [text.slice(0, 20) + '… ' + Math.round(now() - began) + ' ms'] : []
  })`
  try {
    return [...(runInContext(code, context, { timeout: patienceMs }) as string[])]
  } catch (thrown) {
    return [String(thrown)]
  }
}
