import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { prepareCluster } from '../src/platform/db/cluster.ts'
import { startEmbedded } from '../src/platform/db/embedded.ts'
import { migrate } from '../src/platform/db/migrate.ts'
import { connect } from '../src/platform/db/pool.ts'

declare module 'vitest' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be extended by others
  interface ProvidedContext {
    clusterUrl: string
  }
}

export const TEMPLATE = 'baton_template'

/** One PostgreSQL for the whole run; its migrated template is cloned by each test file. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'baton-test-'))
  const postgres = await startEmbedded({
    home,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  })
  await makeTemplate(postgres.url)
  project.provide('clusterUrl', postgres.url)
  return async () => {
    await postgres.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

async function makeTemplate(url: string): Promise<void> {
  const admin = connect(url, { as: 'admin', max: 1 })
  await admin.unsafe(`create database ${TEMPLATE}`)
  const template = new URL(url)
  template.pathname = `/${TEMPLATE}`
  await prepareCluster(template.href)
  await migrate(template.href)
  await admin.unsafe(`alter database ${TEMPLATE} with allow_connections false is_template true`)
  await admin.end()
}
