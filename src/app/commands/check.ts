import { checkLedger } from '../../features/responsibility/index.ts'
import type { Command } from './command.ts'

/** Verifies the ledger of a live system; exit code 1 where anything is wrong. */
export const checkCommand: Command = {
  name: 'check',
  summary:
    'verifies that every open opportunity is held by exactly one active person, without gap or overlap',
  usage:
    'npm run baton -- check [--json]\n\nReads only. Prints what is wrong, by kind, with the opportunities.',
  run: async (args, { db }) => {
    const result = await checkLedger(db)
    if (args.includes('--json')) process.stdout.write(`${JSON.stringify(result)}\n`)
    else {
      for (const { problem, opportunityId } of result.problems)
        process.stdout.write(`${problem}  ${opportunityId}\n`)
      process.stdout.write(`${result.open} open opportunities, ${result.problems.length} problems\n`)
    }
    return result.problems.length === 0 ? 0 : 1
  },
}
