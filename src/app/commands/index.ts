import { checkCommand } from './check.ts'
import type { Command } from './command.ts'

/** Every command of the command line, in the order of its help. */
export const commands: readonly Command[] = [checkCommand]
