import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRefusal } from '../../kernel/refusal.ts'
import type { Sheet, SheetOptions } from './sheet.ts'
import { openSheet } from './sheet.ts'
import type { Row } from './table.ts'

/** A folder of its own for a test file; `leave` removes it. */
export function scratch(): { file(content: string | Uint8Array, name?: string): string; leave(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'sheets-'))
  let count = 0
  return {
    file(content, name = 'table') {
      const path = join(folder, `${count++}-${name}`)
      writeFileSync(path, content)
      return path
    },
    leave: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** All rows of a sheet. */
export async function rowsOf(sheet: Sheet, from?: number): Promise<Row[]> {
  const rows: Row[] = []
  for await (const row of sheet.rows(from)) rows.push(row)
  return rows
}

/** The code and facts with which reading a whole file is refused; undefined where it is not. */
export async function refusalOf(
  path: string,
  options?: SheetOptions,
): Promise<{ code: string; facts: unknown } | undefined> {
  try {
    await rowsOf(await openSheet(path, options))
    return undefined
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown
    return { code: thrown.code, facts: thrown.facts }
  }
}
