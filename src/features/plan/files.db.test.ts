import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { planSchema } from './actions/files.ts'
import type { FileProblem } from './contract/files.ts'
import type { Finding, PlanDocument, PlanVersion } from './contract.ts'
import { documentOf } from './rules/document.ts'

let world: World
let version: PlanVersion
beforeAll(async () => {
  world = await openWorld()
  const first = await wanted(world.admin.get<PlanVersion>('/plan'))
  const document = documentOf(first)
  const [rule] = document.rules
  if (!rule) throw new Error('no rule')
  const by = { kind: 'person' as const, person: world.people.eastManager }
  version = await wanted(
    world.admin.post<PlanVersion>('/plan/versions', {
      ...document,
      basedOn: first.id,
      rules: [{ ...rule, candidates: { people: [world.people.shanghai] } }, ...document.rules.slice(1)],
      stages: document.stages.map((stage) =>
        stage.key === 'negotiation'
          ? { ...stage, approvals: [{ key: 'price', label: { zh: '特价：是', en: 'no' }, side: 'exit', by }] }
          : stage,
      ),
    }),
  )
})
afterAll(() => world?.close())

type Read = { format: string; document: PlanDocument | null; problems: FileProblem[]; findings: Finding[] }
const read = async (text: string) => wanted(world.admin.post<Read>('/plan/files', { text }))
const file = async (format: string) =>
  (await world.admin.get(`/plan/versions/${version.id}/file?format=${format}`)).text

test('a plan goes out and comes back the same, in either form', async () => {
  for (const format of ['yaml', 'json']) {
    const text = await file(format)
    expect(text).toContain('shanghai@chenguang.example')
    expect(text).not.toContain(world.people.shanghai)
    const back = await read(text)
    expect([back.format, back.problems]).toEqual([format, []])
    expect(back.document).toEqual(documentOf(version))
    expect(back.findings.filter(({ level }) => level === 'error')).toEqual([])
  }
})

test('what is wrong is told with line, column and path', async () => {
  const yaml = await file('yaml')
  const mistyped = yaml.replace('phase: lead', 'phase: leed')
  const [problem] = (await read(mistyped)).problems
  expect(problem).toMatchObject({ code: 'wrong-value', path: ['stages', 0, 'phase'] })
  expect(mistyped.split('\n')[(problem?.line ?? 0) - 1]?.slice((problem?.column ?? 1) - 1)).toBe('leed')
  const cases: [string, string][] = [
    ['keeper: a\nkeeper: b\n', 'duplicate-key'],
    ['{"keeper": "a", "keeper": "b"}', 'duplicate-key'],
    ['a: &x [1]\nb: *x\n', 'alias'],
    ['a: [1\nb: 2', 'not-yaml'],
    ['{"keeper": }', 'not-json'],
    ["{'keeper': 1}", 'not-json'],
    ['just words', 'wrong-value'],
    ['[]', 'wrong-value'],
    ['['.repeat(200_000), 'not-yaml'],
  ]
  for (const [text, code] of cases) {
    const { problems, document } = await read(text)
    expect([problems[0]?.code, document], text.slice(0, 20)).toEqual([code, null])
    expect(problems[0]?.line).toBeGreaterThan(0)
  }
})

test('people this company does not have are told, and the compiler asks for others', async () => {
  const { document, problems, findings } = await read(
    (await file('yaml')).replace('shanghai@chenguang.example', 'nobody@else.example'),
  )
  expect(problems).toMatchObject([
    { code: 'unknown-person', path: ['rules', 0, 'candidates', 'people', 0], detail: 'nobody@else.example' },
  ])
  expect(document).not.toBeNull()
  expect(findings.find(({ level }) => level === 'error')).toMatchObject({ code: 'person-inactive' })
})

test('files are the administrator’s; their JSON Schema is everybody’s, and the one that is checked in', async () => {
  const sales = await world.as('shanghai')
  expect((await sales.get(`/plan/versions/${version.id}/file`)).status).toBe(403)
  expect((await sales.post('/plan/files', { text: 'x' })).status).toBe(403)
  expect((await world.admin.get(`/plan/versions/${version.id}/file?format=exe`)).status).toBe(400)
  const published = await wanted(world.api.nobody.get<object>('/plan/schema.json'))
  expect(published).toEqual(planSchema())
  const kept = JSON.parse(
    readFileSync(new URL('../../../docs/api/plan.schema.json', import.meta.url), 'utf8'),
  )
  expect(kept, 'node -e … > docs/api/plan.schema.json').toEqual(JSON.parse(JSON.stringify(planSchema())))
  const file_ = parse(await file('yaml')) as Record<string, unknown>
  const properties = published as { properties: object; required: string[] }
  expect(Object.keys(properties.properties)).toEqual(expect.arrayContaining(Object.keys(file_)))
})
