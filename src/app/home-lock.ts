import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Note = { pid: number; startedAt: string; databaseUrl?: string; address?: string }

/** The note of the server that works on this home: one at a time, and where its database is for the command line. */
export function takeHome(home: string): { tell(note: Partial<Note>): void; leave(): void } {
  storing(home, () => mkdirSync(home, { recursive: true, mode: 0o700 }))
  const file = join(home, 'server.json')
  const note: Note = { pid: process.pid, startedAt: startOf(process.pid) }
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, JSON.stringify(note), { flag: 'wx', mode: 0o600 })
      break
    } catch (thrown) {
      const running = runningServer(home)
      if (running) {
        throw new Error(
          `Baton already runs on ${home}${running.address ? ` at ${running.address}` : ''} (process ${running.pid}). Stop it first, or set another BATON_HOME.`,
        )
      }
      storing(home, () => {
        if (attempt > 0 || !existsSync(file)) throw thrown
        rmSync(file, { force: true }) // its server was killed
      })
    }
  }
  return {
    tell: (more) =>
      storing(home, () => writeFileSync(file, JSON.stringify(Object.assign(note, more)), { mode: 0o600 })),
    leave: () => rmSync(file, { force: true }),
  }
}

/** Does it, or throws one sentence where the folder takes nothing. */
function storing(home: string, work: () => void): void {
  try {
    work()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split(',')[0] : String(cause)
    throw new Error(
      `Nothing can be stored in ${home} (${why}). Give the folder to this user and see that its disk can be written and has room, or set BATON_HOME to another folder.`,
      { cause },
    )
  }
}

/** The server that runs on this home now; undefined where there is none. */
export function runningServer(home: string): Note | undefined {
  try {
    const note = JSON.parse(readFileSync(join(home, 'server.json'), 'utf8')) as Note
    process.kill(note.pid, 0)
    return startOf(note.pid) === note.startedAt ? note : undefined
  } catch {
    return undefined
  }
}

/** When a process started, so that another one with a re-used number is not taken for it. */
function startOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ')[19] ?? ''
  } catch {
    return '' // no /proc here: the number alone must do
  }
}
