import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { SESSION_COOKIE, startSession } from '../../src/features/identity/index.ts'
import { checkLedger } from '../../src/features/responsibility/index.ts'
import type { Figure } from '../measure.ts'
import { serve } from '../serving.ts'
import type { Stand } from '../stand.ts'

/** A server that was just started and asked nothing. */
export async function resting(at: Stand): Promise<Figure[]> {
  const fresh = await serve(at.url, at.owner)
  await sleep(5000)
  const value = fresh.memory()
  await fresh.stop()
  return [
    {
      name: 'world made in',
      value: at.madeIn ?? Number.NaN,
      unit: 's' as const,
      ...(at.madeIn === undefined ? {} : { atMost: 600 }),
      note: at.madeIn === undefined ? 'made in an earlier run' : '',
    },
    {
      name: 'server at rest',
      value,
      unit: 'MB' as const,
      atMost: 200,
      note: 'resident memory, without PostgreSQL',
    },
  ].filter((figure) => !Number.isNaN(figure.value))
}

/** The whole ledger against its laws, as `npm run baton -- check` does. */
export async function checking(at: Stand): Promise<Figure[]> {
  const began = performance.now()
  const { open, problems } = await at.owner.begin(async (tx) => {
    await tx`set local statement_timeout = 0`
    return checkLedger(tx)
  })
  return [
    {
      name: 'check of the whole ledger',
      value: (performance.now() - began) / 1000,
      unit: 's',
      atMost: 60,
      note: `${open.toLocaleString('en')} open opportunities, ${problems.length} problems`,
    },
  ]
}

const LEAST_ROWS = 20_000

/** Every opportunity as CSV, as a director downloads it. */
export async function exporting(at: Stand): Promise<Figure[]> {
  const token = await startSession(at.owner, new Date().toISOString(), at.ids.director, {
    agent: 'bench',
    ip: '',
  })
  const before = at.serving.memory()
  let most = before
  const began = performance.now()
  const rows = await new Promise<number>((done, failed) => {
    let lines = 0
    get(
      `${at.serving.address}/api/v1/opportunities/export.csv`,
      { headers: { cookie: `${SESSION_COOKIE}=${token}` } },
      (answer) => {
        if (answer.statusCode !== 200) failed(new Error(`the export was refused with ${answer.statusCode}`))
        answer.on('data', (piece: Buffer) => {
          for (const letter of piece) if (letter === 10) lines += 1
          if (lines % 64 === 0) most = Math.max(most, at.serving.memory())
        })
        answer.on('end', () => done(lines - 1))
      },
    ).on('error', failed)
  })
  if (rows < Math.min(LEAST_ROWS, 1)) throw new Error('the export was empty')
  const seconds = (performance.now() - began) / 1000
  return [
    {
      name: 'export as CSV, rows a second',
      value: rows / seconds,
      unit: '/s',
      atLeast: 50_000,
      note: `${rows.toLocaleString('en')} rows in ${seconds.toFixed(1)} s`,
    },
    {
      name: 'export as CSV, memory it adds',
      value: Math.max(0, most - before),
      unit: 'MB',
      atMost: 100,
      note: 'the most its server grew meanwhile',
    },
  ]
}
