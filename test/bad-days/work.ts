import { randomUUID } from 'node:crypto'
import {
  type Answer,
  type Asked,
  type Held,
  insist,
  type Known,
  type Load,
  nothingKnown,
  oneOf,
} from './load.ts'

const STEPS = 6
const AT_ONCE = 3 // opportunities of one client passed in bulk
const OPEN = ['lead', 'screened', 'requirement', 'solution', 'negotiation']

type Client = { load: Load; known: Known; mine: Held[] }
type Work = (client: Client, held: Held) => Promise<void>

/** One client until told to stop: makes an opportunity, does every kind of work on it, and never forgets an answer. */
export async function runClient(load: Load, known: Known, until: () => boolean): Promise<void> {
  const client: Client = { load, known, mine: [] }
  while (!until()) {
    try {
      const held = await make(client)
      for (let step = 0; step < STEPS; step++)
        await oneOf(load, held.isOpen ? WHILE_OPEN : CLOSED)(client, held)
      if (client.mine.length % AT_ONCE === 0) await passSeveral(client)
    } catch (thrown) {
      known.faults.push(thrown instanceof Error ? thrown.message : String(thrown))
      return
    }
  }
}

const edit: Work = async (client, held) => {
  const title = `${held.title.split(' ')[0]} ${randomUUID()}`
  await doing(client, 'edit', held, {
    method: 'PATCH',
    path: `/opportunities/${held.id}`,
    body: { title },
    version: held.version,
    cookie: cookieOf(client, held.holder),
  })
  left(held, 1, 'opportunity.updated')
  held.title = title
}

const pass: Work = async (client, held) => {
  const person = another(client, held)
  await doing(client, 'pass', held, {
    method: 'PUT',
    path: `/opportunities/${held.id}/holding`,
    body: { person, reason: '换人' },
    version: held.version,
    cookie: client.load.cookie,
  })
  passed(held, person)
}

const move: Work = async (client, held) => {
  const stage = oneOf(
    client.load,
    OPEN.filter((key) => key !== held.stage),
  )
  await entering(client, held, 'move', stage)
  left(held, 1, 'opportunity.moved')
  held.tiles += 1
}

const close: Work = async (client, held) => {
  const stage = client.load.random() < 0.5 ? 'won' : 'lost'
  await entering(client, held, stage, stage)
  left(held, 1, 'opportunity.moved')
  held.isOpen = false
}

const reopen: Work = async (client, held) => {
  await entering(client, held, 'reopen', oneOf(client.load, OPEN))
  left(held, 1, 'opportunity.reopened')
  held.isOpen = true
  held.tiles += 1
}

async function entering(client: Client, held: Held, name: string, stage: string): Promise<void> {
  await doing(client, name, held, {
    method: 'PUT',
    path: `/opportunities/${held.id}/stage`,
    body: { stage, reason: '推进' },
    version: held.version,
    cookie: cookieOf(client, held.holder),
  })
  held.stage = stage
}

const offer: Work = async (client, held) => {
  const to = another(client, held)
  const { id, version } = await offered(client, held, to)
  const answering = { method: 'PUT', path: `/hand-overs/${id}/answer`, version, cookie: cookieOf(client, to) }
  const way = client.load.random()
  if (way < 0.4) {
    await doing(client, 'accept', held, { ...answering, body: { answer: 'accept' } })
    left(held, 0, 'hand-over.accepted')
    passed(held, to)
  } else if (way < 0.65) {
    await doing(client, 'decline', held, { ...answering, body: { answer: 'decline', reason: '太忙' } })
    left(held, 0, 'hand-over.declined')
  } else if (way < 0.9) {
    const giver = cookieOf(client, held.holder)
    const asked = { method: 'DELETE', path: `/hand-overs/${id}`, version, cookie: giver }
    await doing(client, 'withdraw', held, asked)
    left(held, 0, 'hand-over.withdrawn')
  } else {
    await pass(client, held) // the offer falls: nobody can accept it any more
    left(held, 0, 'hand-over.withdrawn')
    const late = await insist(client.load, client.known, { ...answering, body: { answer: 'accept' } })
    if (late.body['code'] !== 'handover.answered-already')
      throw new Error(`an overtaken offer was answered with ${late.status} ${JSON.stringify(late.body)}`)
    count(client.known, 'overtaken')
  }
}

async function offered(client: Client, held: Held, to: string): Promise<{ id: string; version: number }> {
  const packet = { needs: '质谱仪', nextStep: '报价', nextStepOn: '2026-12-01' }
  const cookie = cookieOf(client, held.holder)
  const path = `/opportunities/${held.id}/hand-overs`
  const answer = await doing(client, 'offer', held, { method: 'POST', path, body: { to, packet }, cookie })
  left(held, 0, 'hand-over.offered')
  if (answer) return { id: String(answer['id']), version: Number(answer['version']) }
  const { items } = await reading(client, path)
  const open = (items as { id: string; version: number; state: string }[]).find(
    ({ state }) => state === 'offered',
  )
  if (!open) throw new Error(`${held.id}: an acknowledged offer is not there`)
  return open
}

const followUp: Work = async (client, held) => {
  const cookie = cookieOf(client, held.holder)
  const body = { opportunity: held.id, kind: 'call', content: randomUUID() }
  await doing(client, 'follow-up', held, { method: 'POST', path: '/follow-ups', body, cookie })
  left(held, 1, 'follow-up.created', 'opportunity.attended')
}

const task: Work = async (client, held) => {
  const cookie = cookieOf(client, held.holder)
  const title = randomUUID()
  const body = { opportunity: held.id, title, dueOn: '2026-12-01' }
  const made = await doing(client, 'task', held, { method: 'POST', path: '/tasks', body, cookie })
  left(held, 0, 'task.created')
  const filter = encodeURIComponent(`title == "${title}"`)
  const id =
    made?.['id'] ?? ((await reading(client, `/tasks?filter=${filter}`))['items'] as { id: string }[])[0]?.id
  const done = { method: 'PATCH', path: `/tasks/${id}`, body: { doneAt: '2026-11-20T08:00:00.000Z' } }
  await doing(client, 'task done', held, { ...done, version: 1, cookie })
  left(held, 0, 'task.updated')
}

const helper: Work = async (client, held) => {
  const path = `/opportunities/${held.id}/participants/${another(client, held)}`
  const cookie = client.load.cookie
  await doing(client, 'helper', held, { method: 'PUT', path, body: { letter: 'C' }, cookie })
  await doing(client, 'no helper', held, { method: 'DELETE', path, cookie })
  left(held, 0, 'opportunity.helper-added', 'opportunity.helper-removed')
}

const WHILE_OPEN: readonly Work[] = [edit, pass, move, move, close, offer, offer, followUp, task, helper]
const CLOSED: readonly Work[] = [reopen, reopen, followUp, task, edit]

async function make(client: Client): Promise<Held> {
  const { load, known } = client
  const title = `T-${randomUUID()}`
  const given = load.random() < 0.5 ? { holder: oneOf(load, [...load.people.keys()]) } : {}
  const body = {
    title,
    companyName: '华东大学',
    source: 'phone',
    requirement: '质谱',
    account: load.account,
    amount: { amount: '1000', currency: 'CNY' },
    expectedCloseOn: '2026-12-31',
    ...given,
  }
  const asked = { method: 'POST', path: '/opportunities', body, cookie: load.cookie }
  const held: Held = {
    id: '',
    title,
    version: 1,
    stage: OPEN[0] ?? '',
    isOpen: true,
    holder: '',
    tiles: 1,
    events: new Map([['opportunity.created', 1]]),
  }
  const answer = await doing(client, 'create', held, asked)
  const made = answer ?? (await findByTitle(client, title))
  held.id = String(made['id'])
  held.holder = idIn(made['holder'])
  known.held.push(held)
  client.mine.push(held)
  return held
}

async function findByTitle(client: Client, title: string): Promise<Record<string, unknown>> {
  const found = await reading(client, `/opportunities?q=${encodeURIComponent(title)}`)
  const items = found['items'] as Record<string, unknown>[]
  if (items.length !== 1) throw new Error(`${title} was acknowledged once and is there ${items.length} times`)
  return items[0] ?? {}
}

/** Passes what is open of the last ones at once; each is passed or keeps who has it already. */
async function passSeveral(client: Client): Promise<void> {
  const several = client.mine.slice(-AT_ONCE)
  const person = oneOf(client.load, [...client.load.people.keys()])
  const body = { ids: several.map(({ id }) => id), person, reason: '批量' }
  const passing = several.filter(({ isOpen, holder }) => isOpen && holder !== person)
  const asked = { method: 'POST', path: '/opportunities/passing', body, cookie: client.load.cookie }
  const answer = await doing(client, 'bulk pass', several[0] as Held, asked)
  const told = new Set((answer?.['passed'] as string[] | undefined) ?? passing.map(({ id }) => id))
  if (told.size !== passing.length || passing.some(({ id }) => !told.has(id)))
    throw new Error(`a bulk pass of ${passing.length} told of ${told.size}`)
  for (const held of passing) passed(held, person)
}

/** Does a piece of work for good; what it answered, undefined where it was done but its answer lost. Anything else is a fault. */
async function doing(
  { load, known }: Client,
  name: string,
  held: Held,
  asked: Asked,
): Promise<Answer['body'] | undefined> {
  const { status, body } = await insist(load, known, asked)
  const isDone = status < 300 || body['code'] === 'http.already-done'
  if (!isDone) throw new Error(`${name} of ${held.id} was refused: ${status} ${JSON.stringify(body)}`)
  count(known, name)
  return status < 300 ? body : undefined
}

async function reading({ load }: Client, path: string): Promise<Answer['body']> {
  return (await insist(load, nothingKnown(), { method: 'GET', path, cookie: load.cookie })).body
}

function passed(held: Held, person: string): void {
  left(held, 1, 'opportunity.passed')
  held.holder = person
  held.tiles += 1
}

function left(held: Held, versions: number, ...kinds: readonly string[]): void {
  held.version += versions
  for (const kind of kinds) held.events.set(kind, (held.events.get(kind) ?? 0) + 1)
}

function count({ done }: Known, name: string): void {
  done.set(name, (done.get(name) ?? 0) + 1)
}

function another({ load }: Client, { holder }: Held): string {
  return oneOf(
    load,
    [...load.people.keys()].filter((id) => id !== holder),
  )
}

function cookieOf({ load }: Client, personId: string): string {
  return load.people.get(personId) ?? load.cookie
}

function idIn(value: unknown): string {
  return typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : String(value)
}
