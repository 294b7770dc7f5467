import { randomUUID } from 'node:crypto'
import { PASSWORD_MIN } from '../features/identity/contract.ts'
import { resumeAll } from '../features/imports/index.ts'
import { isSetupNeeded, setUp } from '../features/setup/index.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { type Config, readConfig } from '../platform/config.ts'
import { keyedTransaction } from '../platform/http/idempotency.ts'
import { type Application, createApplication } from './application.ts'
import { openDatabase } from './database.ts'
import { endings } from './endings.ts'
import { takeHome } from './home-lock.ts'
import { keepChecked } from './standing-check.ts'
import { keepSwept } from './sweeping.ts'

/** Starts Baton and prints its address; stops in order on SIGINT and SIGTERM. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const home = takeHome(config.home)
  const ending = endings(() => home.leave(), { SIGINT: 0, SIGTERM: 0 })
  try {
    const database = await openDatabase(config)
    ending.push(() => database.stop())
    home.tell({ databaseUrl: database.url })
    const application = await createApplication({
      url: database.url,
      logLevel: config.logLevel,
      publicUrl: config.publicUrl,
      home: config.home,
      slowMs: config.slowMs,
      metricsToken: config.metricsToken,
    })
    ending.push(() => application.close())
    // Work in the background may lose its database; the server goes on, and what was half done is resumed.
    process.on('unhandledRejection', (thrown) => application.log.error({ err: thrown }, 'background fault'))
    await firstRun(application, config)
    await resumeAll(application.contextFor, application.db)
    const address = await listen(application, config)
    home.tell({ address })
    ending.push(keepSwept(application))
    ending.push(keepChecked(application))
    process.stdout.write(`Baton 接力 is running at ${config.publicUrl ?? address}\n`)
  } catch (thrown) {
    await ending.run()
    throw thrown
  }
}

async function listen({ http }: Application, { port, host }: Config): Promise<string> {
  try {
    return await http.listen({ port, host })
  } catch (thrown) {
    const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : ''
    if (code === 'EADDRINUSE')
      throw new Error(`Port ${port} is taken. Stop what uses it, or start with PORT=${port + 1} npm start.`)
    if (code === 'EACCES')
      throw new Error(`Port ${port} may not be used by this user. Start with another PORT.`)
    throw thrown
  }
}

/** Set-up without a browser, where the environment names an administrator. */
async function firstRun({ db }: Application, { firstRun: given }: Config): Promise<void> {
  if (!given || !(await isSetupNeeded(db))) return
  const context = {
    db,
    now: new Date().toISOString(),
    transaction: keyedTransaction(db, undefined),
    requestId: randomUUID(),
  }
  const { email, password, company, companyType } = given
  const name = email.split('@')[0] ?? email
  const rest = { language: 'zh', currency: 'CNY', timeZone: 'Asia/Shanghai' } as const
  const input = { company, companyType, name, email, password, ...rest }
  await setUp(context, input, { agent: '', ip: '' }).catch((thrown) => {
    if (isRefusal(thrown) && thrown.code === 'identity.weak-password')
      throw new Error(WEAK, { cause: thrown })
    throw thrown
  })
}

const WEAK = `BATON_ADMIN_PASSWORD is too weak: take at least ${PASSWORD_MIN} characters, and neither the e-mail, the company nor a common word.`

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

main().catch(fail)
