import type { Config } from '../../platform/config.ts'
import type { Application } from '../application.ts'

/** A command of the command line; it answers the exit code. */
export type Command = {
  name: string
  summary: string
  usage: string
} & (
  | { run(args: readonly string[], application: Application): Promise<number> }
  /** Works without the application, also where it cannot be put together. */
  | { runAlone(args: readonly string[], config: Config): Promise<number> }
)
