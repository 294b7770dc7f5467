import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './house/files.ts'

/** Writes the skeleton of a feature, so that the right thing is the easy thing; the first line of its README is for you to write. */
function main(name: string | undefined): number {
  if (!name || !/^[a-z][a-z-]{1,30}$/.test(name)) {
    process.stderr.write('Usage: npm run new-feature -- <name>   (a word of the glossary, kebab-case)\n')
    return 2
  }
  const folder = join(ROOT, 'src/features', name)
  if (existsSync(folder)) {
    process.stderr.write(`src/features/${name} is there already.\n`)
    return 1
  }
  mkdirSync(join(folder, 'migrations'), { recursive: true })
  for (const [file, text] of Object.entries(skeleton(name))) writeFileSync(join(folder, file), text)
  process.stdout.write(
    `src/features/${name} is made. Add it to src/app/features.ts in its place, and say its promise in its README.\n`,
  )
  return 0
}

function skeleton(name: string): Record<string, string> {
  const face = `import type { Feature } from '../../objects/feature.ts'\nimport { routes } from './routes.ts'\n\nexport const feature: Feature = { name: '${name}', routes }\n`
  return {
    'README.md': `# ${name}\n\n**The promise.** \n\n**Words.** \n\n**Invariants**\n- \n\n**Events out.** \n`,
    'contract.ts': `import { z } from 'zod'\nimport { endpoint } from '../../kernel/endpoint.ts'\n\nexport const list = endpoint({\n  method: 'GET',\n  path: '/${name}',\n  summary: '',\n  result: z.object({ items: z.array(z.object({ id: z.uuid() })) }),\n})\n`,
    'store.ts': `import type { Queryable } from '../../platform/db/pool.ts'\n\n/** All SQL of this feature. */\nexport async function all(db: Queryable): Promise<{ id: string }[]> {\n  return db<{ id: string }[]>\`select uuidv7() as id where false\`\n}\n`,
    'actions.ts': `import type { Context } from '../../objects/context.ts'\nimport * as store from './store.ts'\n\nexport async function list({ db }: Context) {\n  return { items: await store.all(db) }\n}\n`,
    'routes.ts': `import { route } from '../../objects/route.ts'\nimport * as actions from './actions.ts'\nimport * as contract from './contract.ts'\n\nexport const routes = [route(contract.list, (context) => actions.list(context))]\n`,
    'index.ts': face,
  }
}

process.exitCode = main(process.argv[2])
