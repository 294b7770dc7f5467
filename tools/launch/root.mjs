import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** One calm line about what is being done. */
export function say(text) {
  process.stderr.write(`${text}\n`)
}
