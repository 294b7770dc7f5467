import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../platform/config.ts'
import { prepareCluster } from '../platform/db/cluster.ts'
import { startEmbedded } from '../platform/db/embedded.ts'
import { migrate } from '../platform/db/migrate.ts'
import { allMigrations } from '../platform/db/migrations.ts'
import { connect } from '../platform/db/pool.ts'
import { allowWriting, requireRoom } from '../platform/db/room.ts'
import {
  type Applied,
  appliedMigrations,
  newerSchema,
  refuseUnfit,
  schemaState,
} from '../platform/db/schema-state.ts'
import { runningServer, takeHome } from './home-lock.ts'

export type Database = { url: string; stop(): Promise<void> }

/** The database of this installation, checked and upgraded: the embedded one of the home, or the one of DATABASE_URL. */
export function openDatabase(config: Config): Promise<Database> {
  return open(config, async (url) => {
    await migrate(url, { tell: (line) => process.stderr.write(`${line}\n`) })
  })
}

/** The same for a command, which makes a schema where there is none, and never upgrades one that servers may work on. */
export function openForCommand(config: Config): Promise<Database> {
  return open(config, async (url) => {
    if ((await appliedTo(url)) === undefined) await migrate(url)
    else await refuseOtherSchema(url)
  })
}

/** The database as it stands, neither checked nor upgraded: that of the running server, of DATABASE_URL, or the embedded one for the while. */
export async function databaseAsItIs(config: Config): Promise<Database> {
  const running = config.databaseUrl ?? runningServer(config.home)?.databaseUrl
  if (running) return { url: running, stop: async () => {} }
  if (!existsSync(join(config.home, 'postgres', 'PG_VERSION')))
    throw new Error(
      `There is no Baton in ${config.home}. Name its home in BATON_HOME, or its database in DATABASE_URL.`,
    )
  const home = takeHome(config.home)
  try {
    const { url, stop } = await startEmbedded({ home: config.home })
    return { url, stop: () => stop().finally(home.leave) }
  } catch (thrown) {
    home.leave()
    throw thrown
  }
}

async function open(config: Config, prepare: (url: string) => Promise<void>): Promise<Database> {
  if (!config.databaseUrl) requireRoom(config.home)
  const database = config.databaseUrl
    ? { url: config.databaseUrl, stop: async () => {} }
    : await startEmbedded({ home: config.home })
  try {
    if (!config.databaseUrl) await allowWriting(database.url)
    await prepareCluster(database.url)
    await prepare(database.url)
    return database
  } catch (thrown) {
    await database.stop()
    throw isUnreachable(thrown) ? new Error(unreachable(database.url), { cause: thrown }) : thrown
  }
}

/** Refuses (fault) a command on a schema of another version than its own. */
export async function refuseOtherSchema(url: string): Promise<void> {
  const state = schemaState(allMigrations(), (await appliedTo(url)) ?? [])
  refuseUnfit(state)
  if (state.missing.length > 0)
    throw new Error(
      `The database is of an older Baton (${state.missing.length} migrations are to be applied). Make a backup and start the server; its start upgrades the database.`,
    )
}

/** Refuses (fault) a worker that joins a running server: a newer schema is fit where it breaks nothing, an older one never is. */
export async function refuseBrokenSchema(url: string): Promise<void> {
  const state = schemaState(allMigrations(), (await appliedTo(url)) ?? [])
  const breaking = state.newer.filter((one) => one.breaking)
  if (breaking.length > 0) throw new Error(newerSchema(breaking))
  if (state.missing.length > 0)
    throw new Error(
      `This Baton needs ${state.missing.length} migrations that the database does not have. Stop and start the server instead of rolling through its workers; a start upgrades the database.`,
    )
}

async function appliedTo(url: string): Promise<Applied[] | undefined> {
  const db = connect(url, { as: 'admin', max: 1, name: 'baton-check' })
  try {
    return await appliedMigrations(db)
  } finally {
    await db.end()
  }
}

function unreachable(url: string): string {
  const { host } = new URL(url)
  return `The PostgreSQL of DATABASE_URL cannot be reached at ${host}. See that it runs and that host, port, user and password are right, or leave DATABASE_URL out to use the embedded one.`
}

const CODES = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
  'EHOSTUNREACH',
  '28P01',
  '28000',
  '3D000',
])

function isUnreachable(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && CODES.has(String(thrown.code))
}
