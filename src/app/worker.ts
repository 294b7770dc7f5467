import { readConfig } from '../platform/config.ts'
import { refuseBrokenSchema } from './database.ts'
import { endings } from './endings.ts'
import { serveApplication } from './serving.ts'

/** One of several processes behind one port: serves, and leaves the work that is done once to the process that started it. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const ending = endings(() => process.disconnect?.(), { SIGINT: 0, SIGTERM: 0 })
  process.once('disconnect', () => void ending.run().finally(() => process.exit(0))) // its starter is gone
  try {
    const url = config.databaseUrl ?? ''
    await refuseBrokenSchema(url)
    const { application, address } = await serveApplication(config, url)
    ending.push(() => application.close())
    process.send?.({ address })
  } catch (thrown) {
    process.send?.({ failed: thrown instanceof Error ? thrown.message : String(thrown) })
    await ending.run()
    process.exit(1)
  }
}

await main()
