import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Sql } from '../../src/platform/db/pool.ts'

const CHILD = fileURLToPath(new URL('migrate-folder.ts', import.meta.url))

/** A folder with these migrations, by name; the caller removes it. */
export function folderOf(migrations: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'baton-migrations-'))
  for (const [name, text] of Object.entries(migrations)) writeFileSync(join(folder, `${name}.sql`), text)
  return folder
}

export type Migrating = {
  child: ChildProcess
  /** What it applied, or why it did not. */
  ended: Promise<{ code: number | null; out: string; err: string }>
}

/** Another process migrates by the migrations of a folder. */
export function migrating(url: string, folder: string): Migrating {
  const child = spawn(process.execPath, [CHILD, url, folder], { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.on('data', (piece) => {
    out += piece
  })
  child.stderr.on('data', (piece) => {
    err += piece
  })
  const ended = new Promise<{ code: number | null; out: string; err: string }>((done) =>
    child.once('close', (code) => done({ code, out, err })),
  )
  return { child, ended }
}

/** The backend that migrates, once its statement is one like this. */
export async function backendAt(db: Sql, statement: string): Promise<number> {
  for (let i = 0; i < 400; i++) {
    const [row] = await db<{ pid: number }[]>`
      select pid from pg_stat_activity where datname = current_database() and application_name = 'baton-migrate'
        and state = 'active' and query ilike ${statement}`
    if (row) return row.pid
    await sleep(25)
  }
  throw new Error(`no process came to ${statement}`)
}

/** Waits until nobody migrates any more. */
export async function untilNobodyMigrates(db: Sql): Promise<void> {
  for (let i = 0; i < 400; i++) {
    const rows = await db`
      select from pg_stat_activity where datname = current_database() and application_name = 'baton-migrate'`
    if (rows.length === 0) return
    await sleep(25)
  }
  throw new Error('a process still migrates')
}
