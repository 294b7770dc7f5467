import type { Text } from '../../../src/kernel/text.ts'
import { fold } from '../../../src/kernel/text.ts'

export type PastedPerson = {
  name: string
  email: string | null
  department: string | null
  manager: string | null
  functions: string[]
}
export type PastedLine = {
  /** Where it stands in what was pasted, from 1. */
  line: number
  person: PastedPerson
  problems: {
    code: 'no-name' | 'not-an-email' | 'unknown-function' | 'twice'
    facts: Record<string, string>
  }[]
}
type Known = readonly { key: string; label: Text }[]

const HEADINGS = new Set(['姓名', '名字', '人员', '员工', 'name', 'person', 'full name'].map(fold))
const EMAIL = /^[^@\s]+@[^@\s]+$/

/**
 * Reads pasted lines: name, e-mail, department, manager, functions, with tabs (as copied from a table) or commas between.
 * Functions go by their name in either language or their key, several with `、`, `/`, `;` or a comma. A line of headings
 * is passed over; what cannot be taken is said at its line.
 */
export function readPastedPeople(text: string, functions: Known): PastedLine[] {
  const rows = text
    .split(/\r?\n/)
    .map((raw, i) => ({ line: i + 1, cells: cellsOf(raw) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
  const first = rows[0]
  const people = first && HEADINGS.has(fold(first.cells[0] ?? '')) ? rows.slice(1) : rows
  const seen = new Set<string>()
  return people.map(({ line, cells }) => readLine(line, cells, functions, seen))
}

function readLine(line: number, cells: readonly string[], functions: Known, seen: Set<string>): PastedLine {
  const [name = '', email = '', department = '', manager = '', ...rest] = cells
  const problems: PastedLine['problems'] = []
  const keys: string[] = []
  for (const word of rest.flatMap((cell) => cell.split(/[、/;；,，|]/)).map((one) => one.trim())) {
    if (!word) continue
    const key = functionKey(word, functions)
    if (key) keys.push(key)
    else problems.push({ code: 'unknown-function', facts: { function: word } })
  }
  if (!name) problems.push({ code: 'no-name', facts: {} })
  if (email && !EMAIL.test(email)) problems.push({ code: 'not-an-email', facts: { email } })
  const who = `${fold(name)} ${fold(email)}` // two people of one name are told apart by their e-mails
  if (name && seen.has(who)) problems.push({ code: 'twice', facts: { name } })
  seen.add(who)
  const person = {
    name,
    email: email.toLowerCase() || null,
    department: department || null,
    manager: manager || null,
    functions: [...new Set(keys)],
  }
  return { line, person, problems }
}

function cellsOf(raw: string): string[] {
  const cells = raw.includes('\t') ? raw.split('\t') : raw.split(/[,，]/)
  return cells.map((cell) => cell.trim())
}

function functionKey(word: string, functions: Known): string | undefined {
  const wanted = fold(word)
  return functions.find(({ key, label }) => [key, label.zh, label.en].some((name) => fold(name) === wanted))
    ?.key
}
