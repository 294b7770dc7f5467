import { existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../log.ts'
import { connect, type Sql } from './pool.ts'

const MB = 1024 ** 2
const LEAST = 128 * MB // eight segments of the write-ahead log: PostgreSQL ends where it cannot make the next one
const AGAIN = 192 * MB
const LOOK_MS = 1000

/** Bytes free for what is written below this folder, which need not be there yet. */
export type Free = (folder: string) => number

export const freeFor: Free = (folder) => {
  const { bavail, bsize } = statfsSync(existing(folder))
  return bavail * bsize
}

/** Throws one sentence where there is too little room below `folder` for a PostgreSQL to start and go on. */
export function requireRoom(folder: string): void {
  const free = freeFor(folder)
  if (free >= LEAST) return
  const [left, wanted] = [Math.floor(free / MB), LEAST / MB]
  throw new Error(
    `Only ${left} MB are free below ${folder}, and ${wanted} MB are needed to start. Make room and start again, or move BATON_HOME to a larger disk.`,
  )
}

/** Lets a PostgreSQL write again that a killed server left reading only. There is room: `requireRoom` was asked. */
export async function allowWriting(url: string): Promise<void> {
  const db = connect(url, { as: 'admin', max: 1, name: 'baton-room' })
  try {
    const [row] = await db<{ setting: string }[]>`
      select setting from pg_settings where name = 'default_transaction_read_only'`
    if (row?.setting !== 'on') return
    await readOnly(db, false)
    while ((await db`show default_transaction_read_only`)[0]?.['default_transaction_read_only'] === 'on')
      await sleep(20) // the postmaster hands the setting on in its own time
  } finally {
    await db.end()
  }
}

/**
 * Watches the disk of an embedded PostgreSQL. Below 128 MB it reads only, in every process and command at once, so that it need not end
 * for want of room for its log; from 192 MB it writes again. Answers what stops the watching.
 */
export function keepRoom(
  folder: string,
  url: string,
  log: Pick<Log, 'error' | 'warn'>,
  free: Free = freeFor,
): () => Promise<void> {
  let isShort = false
  const look = async () => {
    try {
      const bytes = free(folder)
      if (isShort ? bytes < AGAIN : bytes >= LEAST) return
      const db = connect(url, { as: 'admin', max: 1, name: 'baton-room' })
      await readOnly(db, !isShort).finally(() => db.end({ timeout: 1 }))
      isShort = !isShort
      const noted = { freeMb: Math.floor(bytes / MB), folder }
      if (isShort) log.error(noted, 'the disk is nearly full: nothing is written until there is room')
      else log.warn(noted, 'there is room again: everything is written as before')
    } catch (thrown) {
      log.error({ err: thrown }, 'the room on the disk could not be looked after')
    }
  }
  let looking: Promise<void> | undefined
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = undefined
    })
  }, LOOK_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await looking
  }
}

async function readOnly(db: Sql, on: boolean): Promise<void> {
  await db.unsafe(`alter system ${on ? 'set' : 'reset'} default_transaction_read_only${on ? ' = on' : ''}`)
  await db`select pg_reload_conf()`
}

function existing(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder))
}
