import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { PASSWORD_MIN } from '../features/identity/contract.ts'
import { resumeAll } from '../features/imports/index.ts'
import { isSetupNeeded, setUp } from '../features/setup/index.ts'
import { isRefusal } from '../kernel/refusal.ts'
import type { Clock } from '../kernel/time.ts'
import { type Config, readConfig } from '../platform/config.ts'
import { keepRoom } from '../platform/db/room.ts'
import { keyedTransaction } from '../platform/http/idempotency.ts'
import { type Application, systemClock } from './application.ts'
import { keepCounted } from './counting.ts'
import { openDatabase } from './database.ts'
import { keepDelivering } from './delivering.ts'
import { keepBinEmptied } from './emptying.ts'
import { endings } from './endings.ts'
import { keepEscalating } from './escalating.ts'
import { keepFinding } from './finding.ts'
import { keepFolded } from './folding.ts'
import { keepForecasting } from './forecasting.ts'
import { takeHome } from './home-lock.ts'
import { keepFit } from './keep-fit.ts'
import { keepLeaving } from './leaving.ts'
import { keepMailing } from './mailing.ts'
import { keepMigrating } from './migrating.ts'
import { keepPools } from './pool-keeping.ts'
import { keepProposing } from './proposing.ts'
import { keepPublishing } from './publishing.ts'
import { keepReplaying } from './replaying.ts'
import { keepReviewing } from './reviewing.ts'
import { keepScoring } from './scoring.ts'
import { listen, openApplication } from './serving.ts'
import { keepChecked } from './standing-check.ts'
import { keepStandingInTold } from './standing-in.ts'
import { keepSwept } from './sweeping.ts'
import { keepTicking } from './ticking.ts'
import { startWorkers } from './workers.ts'

/** What is done again and again beside serving, by every server of a database. */
const KEPT = [
  keepSwept,
  keepChecked,
  keepFolded,
  keepMigrating,
  keepLeaving,
  keepPublishing,
  keepEscalating,
  keepPools,
  keepFinding,
  keepProposing,
  keepForecasting,
  keepStandingInTold,
  keepBinEmptied,
  keepTicking,
  keepCounted,
  keepDelivering,
  keepMailing,
  keepReplaying,
  keepScoring,
  keepReviewing,
]

/**
 * Starts Baton and prints its address; stops in order on SIGINT and SIGTERM. With `--workers N` several processes serve the port, this
 * one does what is to be done once, and SIGHUP replaces them one after the other.
 */
export async function start(clock: Clock = systemClock): Promise<void> {
  const config = readConfig(process.env)
  const workers = workersOf(process.argv.slice(2))
  const home = takeHome(config.home)
  const ending = endings(() => home.leave(), { SIGINT: 0, SIGTERM: 0 })
  try {
    const database = await openDatabase(config)
    ending.push(() => database.stop())
    home.tell({ databaseUrl: database.url })
    const application = await openApplication(config, database.url, clock)
    ending.push(() => application.close())
    if (!config.databaseUrl) ending.push(keepRoom(config.home, database.url, application.log))
    await firstRun(application, config)
    const resume = () => resumeAll(application.contextFor, application.db)
    await resume()
    const address =
      workers === 1
        ? await listen(application, config)
        : await many(workers, database.url, application, resume, ending)
    home.tell({ address })
    for (const keep of KEPT) ending.push(keep(application))
    ending.push(keepFit(application, (why) => outdated(why, ending)))
    process.stdout.write(`Baton 接力 is running at ${config.publicUrl ?? address}\n`)
  } catch (thrown) {
    await ending.run()
    throw thrown
  }
}

/** What a worker was importing when it died is gone on with here. */
async function many(
  count: number,
  url: string,
  { log }: Application,
  resume: () => Promise<void>,
  ending: ReturnType<typeof endings>,
): Promise<string> {
  const retry = () =>
    void resume().catch((thrown) => log.error({ err: thrown }, 'imports could not be gone on with'))
  const { address, roll, stop } = await startWorkers(count, url, log, retry)
  ending.push(stop)
  process.on(
    'SIGHUP',
    () => void roll().catch((thrown) => log.error({ err: thrown }, 'a worker could not start')),
  )
  return address
}

/** A schema that breaks this program came into force: it serves nobody any more. */
function outdated(why: string, ending: ReturnType<typeof endings>): void {
  process.stderr.write(`${why}\n`)
  void ending.run().finally(() => process.exit(1))
}

function workersOf(args: readonly string[]): number {
  const { values } = parseArgs({ args: [...args], options: { workers: { type: 'string', default: '1' } } })
  const count = Number(values.workers)
  if (!Number.isInteger(count) || count < 1 || count > 64)
    throw new Error(`--workers is "${values.workers}"; it must be a number from 1 to 64.`)
  return count
}

/** Set-up without a browser, where the environment names an administrator. */
async function firstRun({ db, clock }: Application, { firstRun: given }: Config): Promise<void> {
  if (!given || !(await isSetupNeeded(db))) return
  const context = {
    db,
    now: clock.now(),
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
