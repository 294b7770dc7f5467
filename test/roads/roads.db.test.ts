import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../api.ts'
import { wanted } from '../world.ts'
import {
  CASES,
  type Known,
  MARK,
  OBJECTS,
  type ObjectName,
  openKnown,
  PLURAL,
  SECRET,
  TESTERS,
  type Tester,
} from './known-answers.ts'

let known: Known
beforeAll(async () => {
  known = await openKnown()
})
afterAll(() => known?.close())

type Items = { items: { id: string; object?: string }[]; next?: string }
/** The keys of the cases a road shows. Where the road is closed to somebody it shows nothing. */
type Road = (client: Client, object: ObjectName) => Promise<string[] | number>

const expected = (tester: Tester, object: ObjectName) =>
  CASES.filter((each) => tester.sees[object]?.(each)).map((each) => each.key)
const keys = (object: ObjectName, ids: readonly string[]) =>
  ids.map((id) => known.keys[object].get(id) ?? `not in this world: ${id}`).sort()
const q = encodeURIComponent(MARK)

async function get<T>(client: Client, path: string, closed: T): Promise<T> {
  const answer = await client.get<T>(path)
  if (answer.status === 403) return closed
  if (answer.status >= 400) throw new Error(`${path}: ${answer.text}`)
  return answer.body
}

const LISTS: Record<string, Road> = {
  list: async (client, object) => {
    const ids: string[] = []
    let cursor = ''
    for (;;) {
      const page: Items = await get(client, `/${PLURAL[object]}?limit=3${cursor}`, { items: [] })
      ids.push(...page.items.map((item) => item.id))
      if (!page.next) return keys(object, ids)
      cursor = `&cursor=${page.next}`
    }
  },
  'list, sorted and filtered': async (client, object) => {
    const filter = encodeURIComponent('createdAt > timestamp("2020-01-01T00:00:00Z")')
    const page: Items = await get(client, `/${PLURAL[object]}?limit=200&sort=-createdAt&filter=${filter}`, {
      items: [],
    })
    return keys(
      object,
      page.items.map((item) => item.id),
    )
  },
  picker: async (client, object) => {
    const page: Items = await get(client, `/${PLURAL[object]}/picker?limit=50`, { items: [] })
    return keys(
      object,
      page.items.map((item) => item.id),
    )
  },
  count: async (client, object) => (await get(client, `/${PLURAL[object]}/count`, { count: 0 })).count,
  group: async (client, object) => {
    const path = `/${PLURAL[object]}/aggregate?measures=count&groupBy=createdAt:month`
    const { groups } = await get(client, path, { groups: [] as { values: number[] }[] })
    return groups.reduce((sum, group) => sum + (group.values[0] ?? 0), 0)
  },
  get: async (client, object) => {
    const seen: string[] = []
    for (const [id, key] of known.keys[object]) {
      const { status } = await client.get(`/${PLURAL[object]}/${id}`)
      if (status === 200) seen.push(key)
      else expect([403, 404], `${object} ${key}`).toContain(status)
    }
    return seen.sort()
  },
  journal: async (client, object) => {
    const seen: string[] = []
    for (const [id, key] of known.keys[object]) {
      const { status } = await client.get(`/${PLURAL[object]}/${id}/events`)
      if (status === 200) seen.push(key)
      else expect([403, 404], `${object} ${key}`).toContain(status)
    }
    return seen.sort()
  },
}

describe.each(TESTERS)('$name', (tester) => {
  let client: Client
  beforeAll(async () => {
    client = await known.as(tester.who)
  })

  for (const [name, road] of Object.entries(LISTS)) {
    test.each(OBJECTS)(`${name}: %s shows exactly what may be seen`, async (object) => {
      const right = expected(tester, object)
      const shown = await road(client, object)
      expect(shown).toEqual(typeof shown === 'number' ? right.length : right)
    })
  }

  test('search finds exactly what may be seen', async () => {
    const { items } = await get<Items>(client, `/search?q=${q}&limit=20`, { items: [] })
    for (const object of ['opportunity', 'account'] as const) {
      const found = items.filter((item) => item.object === object).map((item) => item.id)
      expect(keys(object, found), object).toEqual(expected(tester, object))
    }
  })

  test('export takes out exactly what may be seen, by those who may export', async () => {
    const answer = await client.get('/opportunities/export.csv')
    if (!tester.exports) return expect(answer.status).toBe(403)
    const titles = [...answer.text.matchAll(new RegExp(`${MARK}([a-z])\\b`, 'g'))].map((match) => match[1])
    expect([...new Set(titles)].sort()).toEqual(expected(tester, 'opportunity'))
  })

  test.each([
    'holdings',
    'decisions',
    'participants',
    'moves',
    'hand-overs',
    'contests',
    'findings',
    'receivers?stage=requirement',
  ])('what hangs on an opportunity (%s) is seen with it, else it is not there', async (part) => {
    const seen: string[] = []
    for (const [id, key] of known.keys.opportunity) {
      const { status, text } = await client.get(`/opportunities/${id}/${part}`)
      if (status === 200) seen.push(key)
      else expect([403, 404], `${key}: ${text}`).toContain(status)
    }
    expect(seen.sort()).toEqual(expected(tester, 'opportunity'))
  })

  test('the board and the figures count exactly what may be seen', async () => {
    const right = expected(tester, 'opportunity')
    const board = await get(client, '/opportunities/aggregate?measures=count,sum:amount&groupBy=stage', {
      groups: [] as { values: [number, { amount: string }[]] }[],
    })
    expect(board.groups.reduce((sum, group) => sum + group.values[0], 0)).toBe(right.length)
    const amount = CASES.filter(({ key }) => right.includes(key)).reduce((sum, each) => sum + each.amount, 0)
    expect(board.groups.reduce((sum, group) => sum + Number(group.values[1][0]?.amount ?? 0), 0)).toBe(amount)
    const pipeline = await get(client, '/insights/pipeline', { all: { total: 0 } })
    expect(pipeline.all.total).toBe(right.length)
    const people = await get(client, '/responsibility-board', {
      total: { held: 0, amount: [] as { amount: string }[] },
    })
    expect(people.total.held).toBe(right.length)
    expect(people.total.amount.reduce((sum, each) => sum + Number(each.amount), 0)).toBe(amount)
    const breakdown = await get(client, '/insights/breakdown?by=holder', { lines: [] as { total: number }[] })
    expect(breakdown.lines.reduce((sum, line) => sum + line.total, 0)).toBe(right.length)
    const causes = await get(client, '/causes', { checked: { opportunities: 0 } })
    expect(causes.checked.opportunities).toBe(right.length)
  })

  test('today shows nothing that may not be seen', async () => {
    const { text, status } = await client.get('/today')
    expect(status === 200 || status === 403).toBe(true)
    for (const each of CASES) {
      const may = OBJECTS.some((object) => expected(tester, object).includes(each.key))
      if (!may) expect(text, each.key).not.toMatch(new RegExp(`${MARK}[^"]*${each.key}"`))
    }
  })

  test('what may not be seen cannot be changed, passed, helped with, written about or deleted', async () => {
    const right = expected(tester, 'opportunity')
    const person = known.world.people.shenzhen
    for (const [id, key] of known.keys.opportunity) {
      if (right.includes(key)) continue
      const path = `/opportunities/${id}`
      const ask = [
        client.patch(path, 1, { title: '改' }),
        client.delete(path, 1),
        client.ask('PUT', `${path}/stage`, { version: 1, body: { stage: 'requirement' } }),
        client.ask('PUT', `${path}/holding`, { version: 1, body: { person, reason: '抢' } }),
        client.put(`${path}/participants/${person}`, { letter: 'C' }),
        client.post(`${path}/routing`, { reason: '再分' }),
        client.post('/follow-ups', { opportunity: id, kind: 'call', content: '偷看' }),
        client.post('/tasks', { opportunity: id, title: '偷看', dueOn: '2026-12-01' }),
      ]
      for (const { status, text } of await Promise.all(ask))
        expect([403, 404, 422], `${key}: ${text}`).toContain(status)
      const many = await client.post<{ passed: string[] }>('/opportunities/passing', {
        ids: [id],
        person,
        reason: '抢',
      })
      expect(many.status === 403 || many.body.passed.length === 0).toBe(true)
    }
    const [row] = await known.world.api.application.db`
      select (select count(*)::int from follow_up) as followed, (select count(*)::int from task) as tasks,
             (select count(*)::int from opportunity where title not like ${`${MARK}%`}) as changed`
    expect(row).toEqual({ followed: CASES.length, tasks: CASES.length, changed: 0 })
  })
})

describe('a hidden field', () => {
  const finance = () => known.as('finance')
  const id = () => known.cases.get('a')?.opportunity ?? ''

  test('is on no road at all', async () => {
    const client = await finance()
    for (const path of [
      '/opportunities',
      `/opportunities/${id()}`,
      `/opportunities/${id()}/events`,
      `/opportunities/${id()}/decisions`,
      `/search?q=${SECRET}`,
      '/opportunities/export.csv',
      '/metadata',
      '/today',
      '/responsibility-board',
    ]) {
      const answer = await client.get(path)
      expect(answer.status, path).toBeLessThan(404)
      expect(answer.text, path).not.toContain(SECRET)
      expect(answer.text, path).not.toContain('contactPhone')
    }
    expect(
      (await wanted(known.world.admin.get<{ contactPhone: string }>(`/opportunities/${id()}`))).contactPhone,
    ).toContain(SECRET)
  })
  test('cannot be asked for by filtering, sorting, grouping, searching or naming it: it is as if it were not there', async () => {
    const client = await finance()
    const unknown = 'noSuchField'
    for (const ask of [
      (field: string) => `/opportunities?filter=${encodeURIComponent(`${field} == "${SECRET}00097"`)}`,
      (field: string) => `/opportunities?sort=${field}`,
      (field: string) => `/opportunities?fields=${field}`,
      (field: string) => `/opportunities/aggregate?groupBy=${field}`,
      (field: string) => `/opportunities/count?filter=${encodeURIComponent(`${field} == "x"`)}`,
      (field: string) => `/insights/pipeline?filter=${encodeURIComponent(`${field} == "x"`)}`,
    ]) {
      const hidden = await client.get(ask('contactPhone'))
      const missing = await client.get(ask(unknown))
      expect([hidden.status >= 400, hidden.code], ask('…')).toEqual([true, missing.code])
    }
    const found = async (words: string) =>
      (await wanted(client.get<Items>(`/opportunities?q=${encodeURIComponent(words)}`))).items.length
    expect([await found(SECRET), await found('39'), await found(`${MARK} ${SECRET}`)]).toEqual([0, 0, 0])
    expect([await found(MARK), await found('公司a'), await found('标')]).toEqual([8, 1, 8])
  })
})

describe('the live stream', () => {
  test('tells each of the changes of what they may see, and of nothing else', async () => {
    const { http } = known.world.api.application
    const base = await http.listen({ port: 0, host: '127.0.0.1' })
    const heard = await Promise.all(TESTERS.map(async (tester) => listen(base, await known.as(tester.who))))
    for (const [id] of known.keys.opportunity) {
      const { version } = await wanted(known.world.admin.get<{ version: number }>(`/opportunities/${id}`))
      await wanted(known.world.admin.patch(`/opportunities/${id}`, version, { nextStep: '回访' }))
    }
    await new Promise((done) => setTimeout(done, 1500))
    for (const [i, tester] of TESTERS.entries()) {
      const ids = heard[i]?.() ?? []
      expect(keys('opportunity', [...new Set(ids)]), tester.name).toEqual(expected(tester, 'opportunity'))
    }
  })
})

async function listen(base: string, client: Client): Promise<() => string[]> {
  const answer = await fetch(`${base}/api/v1/live`, { headers: client.headers })
  let text = ''
  void answer.body
    ?.pipeThrough(new TextDecoderStream())
    .pipeTo(
      new WritableStream({
        write: (chunk) => {
          text += chunk
        },
      }),
    )
    .catch(() => {}) // ends when the server does
  return () =>
    [...text.matchAll(/^data: (.*)$/gm)]
      .map((match) => JSON.parse(match[1] ?? '{}') as { object: string; id: string })
      .filter((told) => told.object === 'opportunity')
      .map((told) => told.id)
}
