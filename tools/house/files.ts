import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
export type Source = { path: string; text: string }

/** Every source file of the project with its text, paths from the root with `/`. */
export function projectFiles(): Source[] {
  return ['src', 'web', 'test', 'tools', 'e2e'].flatMap((folder) => walk(join(ROOT, folder)))
}

function walk(folder: string): Source[] {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return walk(path)
    if (!/\.(tsx?|mjs)$/.test(entry.name)) return []
    return [{ path: relative(ROOT, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }]
  })
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return [] // a folder that does not exist yet has no files
  }
}
