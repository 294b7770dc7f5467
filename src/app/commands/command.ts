import type { Application } from '../application.ts'

/** A command of the command line. `run` answers the exit code. */
export type Command = {
  name: string
  summary: string
  usage: string
  run(args: readonly string[], application: Application): Promise<number>
}
