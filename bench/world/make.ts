import { openWorld } from './home.ts'

const world = await openWorld(process.argv[2] ?? '100k', (line) => process.stdout.write(`${line}\n`))
process.stdout.write(`${world.url} ${world.seconds ?? 'was there'}\n`)
await world.stop()
