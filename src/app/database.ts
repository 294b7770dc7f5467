import type { Config } from '../platform/config.ts'
import { prepareCluster } from '../platform/db/cluster.ts'
import { startEmbedded } from '../platform/db/embedded.ts'
import { migrate } from '../platform/db/migrate.ts'
import { allMigrations } from '../platform/db/migrations.ts'
import { connect } from '../platform/db/pool.ts'
import {
  appliedMigrations,
  newerSchema,
  refuseUnfit,
  type SchemaState,
  schemaState,
} from '../platform/db/schema-state.ts'

export type Database = { url: string; stop(): Promise<void> }

/** The database of this installation, checked and migrated: the embedded one of the home, or the one of DATABASE_URL. */
export async function openDatabase(config: Config): Promise<Database> {
  const database = config.databaseUrl
    ? { url: config.databaseUrl, stop: async () => {} }
    : await startEmbedded({ home: config.home })
  try {
    await prepareCluster(database.url)
    await migrate(database.url, { tell: (line) => process.stderr.write(`${line}\n`) })
    return database
  } catch (thrown) {
    await database.stop()
    throw isUnreachable(thrown) ? new Error(unreachable(database.url), { cause: thrown }) : thrown
  }
}

/** Refuses (fault) a command beside a running server of another version: neither may find the other's schema. */
export async function refuseOtherSchema(url: string): Promise<void> {
  const state = await stateOf(url)
  refuseUnfit(state)
  if (state.missing.length > 0)
    throw new Error(
      `The server that runs here is older than this command (${state.missing.length} migrations are to be applied). Start it again; a start upgrades the database.`,
    )
}

/** Refuses (fault) a worker that joins a running server: a newer schema is fit where it breaks nothing, an older one never is. */
export async function refuseBrokenSchema(url: string): Promise<void> {
  const state = await stateOf(url)
  const breaking = state.newer.filter((one) => one.breaking)
  if (breaking.length > 0) throw new Error(newerSchema(breaking))
  if (state.missing.length > 0)
    throw new Error(
      `This Baton needs ${state.missing.length} migrations that the database does not have. Stop and start the server instead of rolling through its workers; a start upgrades the database.`,
    )
}

async function stateOf(url: string): Promise<SchemaState> {
  const db = connect(url, { as: 'app', max: 1, name: 'baton-check' })
  try {
    return schemaState(allMigrations(), (await appliedMigrations(db)) ?? [])
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
