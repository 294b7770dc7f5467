import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SRC = fileURLToPath(new URL('../src/', import.meta.url))
const read = (of: RegExp) =>
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => of.test(path) && !/\.(db\.)?test\.ts$|\.fixture\.ts$/.test(path))
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(SRC, path), 'utf8') }))

/** What asks the machine or the database for the time: nothing that is decided may hang on it. */
const KNOWN: Record<string, string> = {
  'app/application.ts': 'the clock of the machine, which everything else is handed',
  'objects/metadata.ts': 'the same, for the registry before there is an application',
  'app/doctor/database.ts': 'compares the clocks of the machine and the database',
  'app/backup/save.ts': 'says when the database was copied',
  'platform/db/measures.ts': 'how long transactions of this moment have run',
  'platform/db/migrate.ts': 'when a migration was applied',
  'platform/http/idempotency.ts': 'keys are forgotten by the clock that noted them',
  'features/board/rules.ts': 'the now() of conditions, which is that of whoever asks',
  'features/insights/rules/measures.ts': 'the same, of a measure',
  'objects/change/steps.ts': 'the column a made object keeps its beginning in',
}
const ASKS =
  /new Date\(\)|\bDate\.now\(\)|(?<![.\w])now\(\)(?!:)|\b(clock|statement|transaction)_timestamp\b|\bcurrent_(timestamp|date|time)\b|\blocaltime/i

test('nothing but the one clock tells the program the time', () => {
  const asking = read(/\.ts$/).filter(({ text }) => ASKS.test(text))
  expect(asking.map(({ path }) => path).sort()).toEqual(Object.keys(KNOWN).sort())
})

test('no trigger and no function of the database asks for the time', () => {
  const asking = read(/\.sql$/).filter(({ text }) =>
    ASKS.test(text.replaceAll(/--.*$/gm, '').replaceAll(/default now\(\)/gi, '')),
  )
  expect(asking.map(({ path }) => path)).toEqual([
    'features/availability/migrations/20261127T0100-working-calendars.sql', // when the first calendars were made
    'features/plan/migrations/20261127T1250-pool-rules.sql', // the day of the upgrade, from which old rules count
  ])
})
