import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SRC = fileURLToPath(new URL('../src/', import.meta.url))
/** Every text of the server but its tests, by its path. */
const SOURCES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.ts$/.test(path) && !/\.(db\.)?test\.ts$|\.fixture\.ts$/.test(path))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(SRC, path), 'utf8') }))
const places = (pattern: RegExp) => SOURCES.filter(({ text }) => pattern.test(text)).map(({ path }) => path)

test('no statement of the program writes a tile of the ledger', () => {
  expect(SOURCES.length).toBeGreaterThan(100)
  expect(places(/\b(insert\s+into|update|delete\s+from)\s+("?baton"?\.)?"?holding"?\s/i)).toEqual([])
})

test('no statement of the program sets the holder, the stage or the life of an opportunity', () => {
  const set =
    /update\s+opportunity\b[^`;]*?\bset\b[^`;]*?\b(holder_id|stage_id|phase|open_during|outcome|closed_at|held_since|stage_since|plan_version_id|deleted_at|merged_into)\s*=/is
  expect(places(set)).toEqual([])
})

test.each([
  ['holding_open', ['features/responsibility/store.ts']],
  ['holding_pass', []],
  ['holding_pass_each', ['features/responsibility/store.ts']],
  ['holding_end', ['features/responsibility/store.ts']],
  ['holding_restore', ['features/responsibility/store.ts']],
  ['holding_undo_import', ['features/imports/store.ts']],
])('%s is called in one place', (name, known) => {
  expect(places(new RegExp(`\\b${name}\\s*\\(`))).toEqual(known)
})

test('only the actions of responsibility reach the statements that pass, end and restore', () => {
  const callers = places(/\bstore\.(passHoldings|endHoldings|restoreHoldings|openHoldings)\s*\(/)
  expect(callers.sort()).toEqual(['features/responsibility/actions.ts', 'features/responsibility/endings.ts'])
})
