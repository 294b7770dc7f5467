import { isRefusal } from '../kernel/refusal.ts'
import { start } from './starting.ts'

function fail(thrown: unknown): never {
  const text = isRefusal(thrown)
    ? `${thrown.code} ${JSON.stringify(thrown.facts)}`
    : thrown instanceof Error
      ? thrown.message
      : String(thrown)
  process.stderr.write(`${text}\n`)
  if (process.env['BATON_LOG'] === 'debug' && thrown instanceof Error)
    process.stderr.write(`${thrown.stack}\n`)
  process.exit(1)
}

start().catch(fail)
