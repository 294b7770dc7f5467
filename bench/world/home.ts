import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createApplication } from '../../src/app/application.ts'
import { prepareCluster } from '../../src/platform/db/cluster.ts'
import { type Embedded, startEmbedded } from '../../src/platform/db/embedded.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { connect } from '../../src/platform/db/pool.ts'
import { loadWorld, SCALES } from './load.ts'

const SEED = 20_261_123
const MADE = 3 // moves when the generator changes: an older world is made anew
export const PASSWORD = 'bench horse battery 9'

export type World = Embedded & { home: string; seconds: number | undefined }

/** The world of a scale in a home of its own, made where it is not there yet (`seconds`: how long that took) and kept for the next run. */
export async function openWorld(
  scale: string,
  say: (line: string) => void,
  folder = '.baton-bench',
): Promise<World> {
  const wanted = SCALES[scale]
  if (!wanted) throw new Error(`There is no scale "${scale}"; take one of ${Object.keys(SCALES).join(', ')}.`)
  const home = resolve(folder, scale)
  const note = join(home, 'world.json')
  const known = isMade(note)
  if (!known) rmSync(home, { recursive: true, force: true })
  const embedded = await startEmbedded({ home })
  if (known) {
    await migrate(embedded.url)
    return { ...embedded, home, seconds: undefined }
  }
  say(`making the world ${scale} in ${home}`)
  const began = performance.now()
  await prepareCluster(embedded.url)
  await migrate(embedded.url)
  await setUp(embedded.url)
  await loadWorld(embedded.url, wanted, SEED, say)
  const seconds = (performance.now() - began) / 1000
  writeFileSync(note, JSON.stringify({ made: MADE, seed: SEED, seconds }))
  return { ...embedded, home, seconds }
}

function isMade(note: string): boolean {
  try {
    return JSON.parse(readFileSync(note, 'utf8')).made === MADE
  } catch {
    return false
  }
}

async function setUp(url: string): Promise<void> {
  const application = await createApplication({ url, logLevel: 'error' })
  const answer = await application.http.inject({
    method: 'POST',
    url: '/api/v1/setup',
    headers: { 'x-baton-csrf': '1' },
    payload: {
      company: 'Baton Bench',
      companyType: 'growing',
      name: '管理员',
      email: 'admin@bench.example',
      password: PASSWORD,
    },
  })
  if (answer.statusCode !== 201) throw new Error(`set-up was refused: ${answer.body}`)
  await application.close()
  const owner = connect(url, { as: 'owner', max: 1 })
  await owner.unsafe('vacuum analyze')
  await owner.end()
}
