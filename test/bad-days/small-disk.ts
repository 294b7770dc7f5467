import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freeFor } from '../../src/platform/db/room.ts'

const MB = 1024 ** 2

/** A disk of its own, small enough to be filled. */
export type SmallDisk = {
  folder: string
  /** Takes all but so many MB; `empty` gives them back. */
  fill(leaveMb: number): void
  empty(): void
  /** Mounts it again so that it can be read only, or written. */
  writable(is: boolean): void
  remove(): void
}

/** Mounts one in memory; a reason where this user may not. */
export function smallDisk(mb: number): SmallDisk | string {
  if (process.platform !== 'linux') return `no tmpfs on ${process.platform}`
  const folder = mkdtempSync(join(tmpdir(), 'baton-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mb}m`, 'tmpfs', folder])
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true })
    return `a disk cannot be mounted here (${mounted.stderr?.toString().trim() || mounted.error})`
  }
  const filler = join(folder, 'filler')
  return {
    folder,
    fill: (leaveMb) => {
      const file = openSync(filler, 'a')
      const block = Buffer.alloc(MB / 16)
      try {
        while (freeFor(folder) > leaveMb * MB) writeSync(file, block)
      } catch (thrown) {
        if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown
      } finally {
        closeSync(file)
      }
    },
    empty: () => rmSync(filler, { force: true }),
    writable: (is) => run('mount', '-o', `remount,${is ? 'rw' : 'ro'}`, folder),
    remove: () => {
      run('umount', folder)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function run(program: string, ...args: readonly string[]): void {
  const done = spawnSync(program, args)
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${done.stderr?.toString()}`)
}
