import { inject } from 'vitest'
import { connect } from '../src/platform/db/pool.ts'
import { TEMPLATE } from './global-setup.ts'

export type TestDatabase = { url: string; close(): Promise<void> }

let made = 0

type Kind = { empty?: boolean; like?: TestDatabase }

/**
 * A fresh database of this file's own: a clone of the migrated template or of one `like` it that nobody is connected to, or an
 * `empty` one. Connections left open fail `close`.
 */
export async function testDatabase({ empty = false, like }: Kind = {}): Promise<TestDatabase> {
  const cluster = inject('clusterUrl')
  made += 1
  const name = `test_${process.pid}_${Date.now()}_${made}`
  const admin = connect(cluster, { as: 'admin', max: 1, name: 'baton-test' })
  const template = like ? new URL(like.url).pathname.slice(1) : empty ? 'template0' : TEMPLATE
  await admin.unsafe(`create database ${name} template ${template} strategy file_copy`) // quicker than by the log
  const url = new URL(cluster)
  url.pathname = `/${name}`
  return { url: url.href, close: () => dropDatabase(admin, name) }
}

/** A clone of the database called `name`, which whoever asks for it first in this run makes of the template by `make`. */
export async function cloneOf(
  name: string,
  make: (database: TestDatabase) => Promise<void>,
): Promise<TestDatabase> {
  const cluster = inject('clusterUrl')
  const url = new URL(cluster)
  url.pathname = `/${name}`
  const admin = connect(cluster, { as: 'admin', max: 1, name: 'baton-test' })
  try {
    await admin`select pg_advisory_lock(hashtext(${name}))`
    const [row] = await admin<{ made: boolean }[]>`
      select datistemplate as made from pg_database where datname = ${name}`
    if (!row?.made) {
      await admin.unsafe(`drop database if exists ${name} with (force)`) // left by somebody who failed
      await admin.unsafe(`create database ${name} template ${TEMPLATE} strategy file_copy`)
      await make({ url: url.href, close: async () => {} })
      await untilAlone(admin, name)
      await admin.unsafe(`alter database ${name} with allow_connections false is_template true`)
    }
  } finally {
    await admin.end()
  }
  return testDatabase({ like: { url: url.href, close: async () => {} } })
}

async function dropDatabase(admin: ReturnType<typeof connect>, name: string): Promise<void> {
  const left = await untilAlone(admin, name)
  await admin.unsafe(`drop database ${name} with (force)`)
  await admin.end()
  if (left.length > 0) throw new Error(`connections left open at the end of the test: ${left.join(', ')}`)
}

async function untilAlone(admin: ReturnType<typeof connect>, name: string): Promise<string[]> {
  for (let i = 0; ; i++) {
    const open = await admin<{ name: string }[]>`
      select application_name as name from pg_stat_activity where datname = ${name} and backend_type = 'client backend'`
    if (open.length === 0 || i === 20) return open.map((row) => row.name)
    await new Promise((done) => setTimeout(done, 50)) // a closing connection takes a moment to leave the list
  }
}
