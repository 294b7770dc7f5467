import { backupCommand } from './backup.ts'
import { checkCommand } from './check.ts'
import type { Command } from './command.ts'
import { demoCommand } from './demo.ts'
import { doctorCommand } from './doctor.ts'
import { exportLogCommand } from './export-log.ts'
import { importCommand } from './import.ts'
import { mineCommand } from './mine.ts'
import { restoreCommand } from './restore.ts'

/** Every command of the command line, in the order of its help. */
export const commands: readonly Command[] = [
  importCommand,
  demoCommand,
  checkCommand,
  doctorCommand,
  mineCommand,
  exportLogCommand,
  backupCommand,
  restoreCommand,
]
