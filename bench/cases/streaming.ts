import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { SESSION_COOKIE, startSession } from '../../src/features/identity/index.ts'
import { type Figure, quantile } from '../measure.ts'
import { good } from '../serving.ts'
import type { Stand } from '../stand.ts'

const STREAMS = 2000
const CHANGES = 10

/** 2,000 open live streams of 450 people; how long after a change was answered each stream that may know of it hears of it. */
export async function streaming(at: Stand): Promise<Figure[]> {
  const people = await at.owner<
    { id: string }[]
  >`select id from person where deactivated_at is null limit 450`
  const tokens = await Promise.all(
    people.map(({ id }) => startSession(at.owner, new Date().toISOString(), id, { agent: 'bench', ip: '' })),
  )
  const agent = new Agent({ keepAlive: true, maxSockets: STREAMS + 10 })
  const [one] = await at.owner<{ id: string; version: number; holder: string }[]>`
    select id, version, holder_id as holder from opportunity where is_open and holder_id = ${at.ids.seller} limit 1`
  if (!one) throw new Error('the seller holds nothing')
  let said = 0
  const took: number[] = []
  const closers: (() => void)[] = []
  for (let i = 0; i < STREAMS; i++) {
    const token = tokens[i % tokens.length]
    await new Promise<void>((done, failed) => {
      const asked = get(
        `${at.serving.address}/api/v1/live`,
        { agent, headers: { cookie: `${SESSION_COOKIE}=${token}` } },
        (answer) => {
          done()
          answer.on('data', (piece: Buffer) => {
            if (said > 0 && piece.includes(one.id)) took.push(performance.now() - said)
          })
        },
      )
      asked.on('error', failed)
      closers.push(() => asked.destroy())
    })
  }
  const memory = at.serving.memory()
  let version = one.version
  const admin = at.people.admin
  for (let n = 0; n < CHANGES; n++) {
    const answer = good<{ version: number }>(
      await admin(
        'PATCH',
        `/opportunities/${one.id}`,
        { nextStep: `step ${n}` },
        { 'if-match': `"${version}"` },
      ),
    )
    said = performance.now()
    version = answer.version
    await sleep(2500)
  }
  for (const close of closers) close()
  agent.destroy()
  took.sort((a, b) => a - b)
  return [
    {
      name: `live: a change reaches ${STREAMS} streams, p99`,
      value: quantile(took, 0.99),
      unit: 'ms',
      atMost: 500,
      note: `${(took.length / CHANGES).toFixed(0)} streams may know of it, median ${quantile(took, 0.5).toFixed(0)} ms; server ${memory.toFixed(0)} MB with all open`,
    },
  ]
}
