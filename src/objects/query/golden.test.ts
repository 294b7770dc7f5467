import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type Fragment, rendered } from '../../kernel/fragment.ts'
import { packCursor } from '../../kernel/page.ts'
import type { Viewer } from '../access.ts'
import { registryOf } from '../metadata.ts'
import { OBJECTS } from '../objects.fixture.ts'
import { aggregateQuery } from './aggregate.ts'
import { countQuery, listQuery, recordQuery } from './list.ts'

/** What each question is as SQL, for reading in a review. `UPDATE_GOLDEN=1 npx vitest run src/objects/query/golden` writes it anew. */
const FILE = fileURLToPath(new URL('query.golden.sql', import.meta.url))
const ID = '01890000-0000-7000-8000-000000000001'
const MANAGER: Viewer = {
  personId: ID,
  name: 'Wang',
  admin: false,
  language: 'zh',
  departmentId: null,
  departmentTree: [],
  reports: ['01890000-0000-7000-8000-000000000002'],
  functions: [],
  grants: Object.fromEntries(
    ['matter', 'client', 'note'].map((name) => [
      name,
      {
        rights: new Set(['see'] as const),
        scopes: [{ kind: 'reports' as const }],
        fields: { secret: 'hidden' as const },
      },
    ]),
  ),
}
const registry = registryOf(
  OBJECTS,
  { version: 1, objects: [], fields: [], notNull: new Set(['matter.created_at', 'client.name']) },
  { now: () => '2026-11-23T08:00:00.000Z' },
)

function asked(name: string, viewer = MANAGER) {
  const object = registry.objects.get(name)
  if (!object) throw new Error(`no ${name}`)
  return { object, registry, viewer }
}
const admin = { ...MANAGER, admin: true }
const newest = packCursor(['2026-11-23 08:00:00+00', ID])
const score = packCursor(['0.5', null, ID])
const sum = [{ op: 'sum', field: 'amount' }, { op: 'count' }] as const

const QUESTIONS: Record<string, Fragment> = {
  'everything, as an administrator': listQuery(asked('client', admin)).query,
  'the next page, newest first: one row comparison': listQuery({
    ...asked('matter', admin),
    fields: ['title'],
    cursor: newest,
  }).query,
  'the next page, by a field that may be empty and by client': listQuery({
    ...asked('matter', admin),
    fields: ['title'],
    sort: [
      { field: 'score', direction: 'desc' },
      { field: 'client', direction: 'asc' },
    ],
    cursor: score,
  }).query,
  'a filter and a search, as a manager': listQuery({
    ...asked('matter'),
    fields: ['title', 'amount'],
    filter: 'state == "a" && amount > 1000 && client.region.startsWith("31")',
    search: '华信 云',
  }).query,
  'one record, as a manager': recordQuery(asked('note'), ID).query,
  'how many, as a manager': countQuery(asked('client')),
  'money by state and month': aggregateQuery({
    ...asked('matter', admin),
    groupBy: [{ field: 'state' }, { field: 'createdAt', bucket: 'month' }],
    measures: sum,
  }).query,
}

test('questions become the SQL that was reviewed', () => {
  const text = Object.entries(QUESTIONS)
    .map(([name, query]) => `-- ${name}\n${shown(query)}\n`)
    .join('\n')
  if (process.env['UPDATE_GOLDEN']) writeFileSync(FILE, text)
  expect(text).toBe(readFileSync(FILE, 'utf8'))
})

function shown(query: Fragment): string {
  const { text, values } = rendered(query)
  return `${text};\n-- ${JSON.stringify(values)}`
}
