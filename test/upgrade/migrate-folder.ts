import { migrate } from '../../src/platform/db/migrate.ts'
import { migrationsOf } from '../../src/platform/db/migrations.ts'

/** Migrates a database by the migrations of a folder, in a process that a test may kill: `node migrate-folder.ts <url> <folder>`. */
const [url = '', folder = ''] = process.argv.slice(2)
const { applied } = await migrate(url, {
  migrations: migrationsOf([folder]),
  tell: (line) => process.stderr.write(`${line}\n`),
})
process.stdout.write(JSON.stringify(applied))
