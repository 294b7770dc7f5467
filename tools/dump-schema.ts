import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareCluster } from '../src/platform/db/cluster.ts'
import { startEmbedded } from '../src/platform/db/embedded.ts'
import { migrate } from '../src/platform/db/migrate.ts'
import { connect } from '../src/platform/db/pool.ts'
import { ROOT } from './house/files.ts'
import { schemaText } from './schema-text.ts'

const FILE = join(ROOT, 'db/schema.sql')

/** Writes db/schema.sql from a freshly migrated database, for people to read; `--check` fails where it is not what is checked in. */
async function main(): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), 'baton-schema-'))
  const postgres = await startEmbedded({ home, settings: { fsync: 'off' } })
  try {
    await prepareCluster(postgres.url)
    await migrate(postgres.url)
    const db = connect(postgres.url, { as: 'owner', max: 1 })
    const text = await schemaText(db)
    await db.end()
    if (!process.argv.includes('--check')) {
      writeFileSync(FILE, text)
      return 0
    }
    if (readFileSync(FILE, 'utf8') === text) return 0
    process.stderr.write('db/schema.sql is not what the migrations make. Run: npm run schema\n')
    return 1
  } finally {
    await postgres.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

process.exitCode = await main()
