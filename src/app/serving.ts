import type { Clock } from '../kernel/time.ts'
import type { Config } from '../platform/config.ts'
import { type Application, createApplication, systemClock } from './application.ts'

/** The application over a migrated database, as the configuration wants it; not yet listening. */
export async function openApplication(
  config: Config,
  url: string,
  clock: Clock = systemClock,
): Promise<Application> {
  const {
    logLevel,
    publicUrl,
    home,
    slowMs,
    metricsToken,
    reader,
    trustedProxies,
    mail,
    robotOrigins,
    secretKey,
  } = config
  const application = await createApplication({
    url,
    clock,
    logLevel,
    publicUrl,
    home,
    slowMs,
    metricsToken,
    reader,
    trustedProxies,
    mail,
    robotOrigins,
    secretKey,
  })
  // Work in the background may lose its database; the server goes on, and what was half done is resumed.
  process.on('unhandledRejection', (thrown) => application.log.error({ err: thrown }, 'background fault'))
  return application
}

/** The application as a command uses it: nobody waits for its connections, so its statements take what they take. */
export function commandApplication({ home }: Pick<Config, 'home'>, url: string): Promise<Application> {
  return createApplication({ url, logLevel: 'error', home, statementMs: 0 })
}

/** The same as a server uses it, listening. Refuses with one sentence a port that cannot be had. */
export async function serveApplication(config: Config, url: string) {
  const application = await openApplication(config, url)
  try {
    return { application, address: await listen(application, config) }
  } catch (thrown) {
    await application.close()
    throw thrown
  }
}

export async function listen({ http }: Application, { port, host }: Config): Promise<string> {
  try {
    return await http.listen({ port, host })
  } catch (thrown) {
    const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : ''
    if (code === 'EADDRINUSE')
      throw new Error(`Port ${port} is taken. Stop what uses it, or start with PORT=${port + 1} npm start.`)
    if (code === 'EACCES')
      throw new Error(`Port ${port} may not be used by this user. Start with another PORT.`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
      throw new Error(
        `HOST is "${host}", which is no address of this machine. Take 127.0.0.1, or 0.0.0.0 for all.`,
      )
    throw thrown
  }
}
