import type { Config } from '../platform/config.ts'
import { prepareCluster } from '../platform/db/cluster.ts'
import { startEmbedded } from '../platform/db/embedded.ts'
import { migrate } from '../platform/db/migrate.ts'
import { allowWriting, requireRoom } from '../platform/db/room.ts'

export type Database = { url: string; stop(): Promise<void> }

/** The database of this installation, checked and migrated: the embedded one of the home, or the one of DATABASE_URL. */
export async function openDatabase(config: Config): Promise<Database> {
  if (!config.databaseUrl) requireRoom(config.home)
  const database = config.databaseUrl
    ? { url: config.databaseUrl, stop: async () => {} }
    : await startEmbedded({ home: config.home })
  try {
    if (!config.databaseUrl) await allowWriting(database.url)
    await prepareCluster(database.url)
    await migrate(database.url)
    return database
  } catch (thrown) {
    await database.stop()
    throw isUnreachable(thrown) ? new Error(unreachable(database.url), { cause: thrown }) : thrown
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
