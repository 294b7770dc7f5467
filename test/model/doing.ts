import type { Client } from '../api.ts'
import { type World, wanted } from '../world.ts'
import { type Deed, FUNCTIONS } from './worlds.ts'

type Row = { id: string; version: number; isOpen: boolean; holder: { id: string } }
type HandOver = { id: string; version: number; state: string; from: { id: string }; to: { id: string } }
type Move = { stage: string; open: boolean; missing: string[]; failed: { code: string }[] }

/** The whole of one run: what was made and who is there. */
export type Stage = { world: World; people: string[]; made: string[]; clients: Map<string, Client> }

/**
 * Does one thing, through the API, as a person would. Answers the refusal's code where it was refused; every answer but a fault is
 * right here, what it leaves behind is judged by the caller.
 */
export async function doIt(stage: Stage, deed: Deed): Promise<string | undefined> {
  const { world } = stage
  if (deed.kind === 'create' || stage.made.length === 0) return create(stage, deed)
  if (deed.kind === 'wait') {
    world.api.pass(1 + (deed.how % 600))
    return undefined
  }
  const id = pick(stage.made, deed.which)
  const row = await wanted(world.admin.get<Row>(`/opportunities/${id}`))
  const to = pick(stage.people, deed.who)
  switch (deed.kind) {
    case 'pass': {
      const body = { person: to, reason: '换人' }
      return code(world.admin.ask('PUT', `/opportunities/${id}/holding`, { body, version: row.version }))
    }
    case 'pass-several': {
      const ids = [...new Set([id, pick(stage.made, deed.how), pick(stage.made, deed.who)])]
      return code(world.admin.post('/opportunities/passing', { ids, person: to, reason: '批量' }))
    }
    case 'route':
      return code(world.admin.post(`/opportunities/${id}/routing`, { reason: '再分' }))
    case 'offer': {
      const packet = { needs: '光谱仪', nextStep: '报价', nextStepOn: '2026-12-01' }
      const giver = await as(stage, row.holder.id)
      return code(giver.post(`/opportunities/${id}/hand-overs`, { to, packet }))
    }
    case 'answer':
      return answer(stage, id, deed)
    case 'move':
      return move(stage, row, deed)
    case 'leave':
      return code(world.admin.put(`/organisation/people/${to}/deactivation`))
    case 'return':
      return code(world.admin.delete(`/organisation/people/${to}/deactivation`))
    case 'help':
      return code(world.admin.put(`/opportunities/${id}/participants/${to}`, { letter: 'C' }))
    case 'change-person': {
      const { version } = await wanted(world.admin.get<{ version: number }>(`/people/${to}`))
      const functions = FUNCTIONS.filter((_, i) => (deed.how >> i) & 1)
      const body = { functions, weight: 1 + (deed.how % 3), openCap: deed.how % 4 === 0 ? 2 : null }
      return code(world.admin.patch(`/organisation/people/${to}`, version, body))
    }
  }
}

async function create(
  { world, made }: Stage,
  { type, region, amount, who }: Deed,
): Promise<string | undefined> {
  const body = {
    title: `随机 ${made.length}`,
    companyName: `华东大学 ${who % 5}`,
    type,
    source: who % 2 ? 'phone' : 'website',
    ...(region ? { region } : {}),
    ...(amount ? { amount: { amount, currency: 'CNY' } } : {}),
  }
  const answered = await world.admin.post<{ id: string }>('/opportunities', body)
  if (answered.status < 300) made.push(answered.body.id)
  return judged(answered)
}

async function answer(stage: Stage, id: string, { how }: Deed): Promise<string | undefined> {
  const { items } = await wanted(
    stage.world.admin.get<{ items: HandOver[] }>(`/opportunities/${id}/hand-overs`),
  )
  const open = items.find(({ state }) => state === 'offered')
  if (!open) return undefined
  const { version } = open
  if (how % 5 === 0) return code((await as(stage, open.from.id)).delete(`/hand-overs/${open.id}`, version))
  const body = how % 3 === 0 ? { answer: 'decline', reason: '太忙' } : { answer: 'accept' }
  return code((await as(stage, open.to.id)).ask('PUT', `/hand-overs/${open.id}/answer`, { body, version }))
}

const FILLED: Record<string, unknown> = {
  requirement: '质谱',
  source: 'phone',
  amount: { amount: '6000', currency: 'CNY' },
}

async function move({ world }: Stage, { id, version }: Row, { how }: Deed): Promise<string | undefined> {
  const { items } = await wanted(world.admin.get<{ items: Move[] }>(`/opportunities/${id}/moves`))
  if (items.length === 0) return undefined
  const { stage, missing, failed } = items[how % items.length] as Move
  const fields = Object.fromEntries(missing.map((name) => [name, FILLED[name]]))
  if (failed.some(({ code }) => code === 'task-not-done')) await finishTasks(world, id)
  const given = Object.keys(fields).length > 0 ? { fields } : {}
  const now = await wanted(world.admin.get<Row>(`/opportunities/${id}`))
  const body = { stage, reason: '推进', ...given }
  return code(
    world.admin.ask('PUT', `/opportunities/${id}/stage`, { body, version: Math.max(version, now.version) }),
  )
}

async function finishTasks(world: World, id: string): Promise<void> {
  const filter = encodeURIComponent(`opportunity == "${id}" && !has(doneAt)`)
  const { items } = await wanted(
    world.admin.get<{ items: { id: string; version: number }[] }>(`/tasks?filter=${filter}`),
  )
  for (const task of items)
    await wanted(world.admin.patch(`/tasks/${task.id}`, task.version, { doneAt: world.api.now() }))
}

async function as({ clients, world }: Stage, person: string): Promise<Client> {
  const client = clients.get(person) ?? (await world.api.as(person))
  const { status } = await client.get('/me')
  const fresh = status === 401 ? await world.api.as(person) : client // whoever left and came back signs in again
  clients.set(person, fresh)
  return fresh
}

async function code(asked: Promise<{ status: number; code: string | undefined; text: string }>) {
  return judged(await asked)
}

function judged({ status, code: refused, text }: { status: number; code: string | undefined; text: string }) {
  if (status >= 500) throw new Error(`a fault: ${text}`)
  return refused
}

function pick<T>(list: readonly T[], at: number): T {
  return list[at % list.length] as T
}
