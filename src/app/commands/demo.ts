import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Run } from '../../features/imports/index.ts'
import { ensurePeople } from '../../features/organisation/index.ts'
import { USUAL_RULE } from '../../features/plan/contract.ts'
import { documentOf, publish, publishedPlan } from '../../features/plan/index.ts'
import { fold } from '../../kernel/text.ts'
import { addField, customFields } from '../../objects/change.ts'
import type { Context } from '../../objects/context.ts'
import { objectNamed } from '../../objects/metadata.ts'
import { changeRecord, getRecord } from '../../objects/store.ts'
import { openSheet } from '../../platform/sheets/sheet.ts'
import { writeCsv } from '../../platform/sheets/write-csv.ts'
import type { Application } from '../application.ts'
import type { Command } from './command.ts'
import { spreadOf } from './demo-spread.ts'
import { demoYear } from './demo-year.ts'
import { administrator, importFile, tell } from './import.ts'

const DATA = fileURLToPath(new URL('../../../data/maven_crm/', import.meta.url))
const OPEN_CAP = 120

export const demoCommand: Command = {
  name: 'demo',
  summary:
    'loads a company to try things with: 8,800 real opportunities, or a simulated year of everybody’s work',
  usage: `npm run baton -- demo maven [--divide]
npm run baton -- demo year [--seed N] [--size S] [--faults LIST|none] [--tell]

maven: loads data/maven_crm through the same import as every other file: people and offices, accounts, products, opportunities with
their agents over their real dates. With --divide the open opportunities come without their agents, and the plan divides them
by office and product series.
year: fills a company that was just set up with a year of simulated work that ends now: about forty people in four regions, a plan of
five ways, S opportunities (3000) with their hand-overs, follow-ups, limits and outcomes; the same for the same seed on the same day.
Wrong in it are slow-function, ping-pong, starved-region and late-contact, or those that --faults lists; --tell says who and what.
Baton must be set up for both (in the browser, or with BATON_ADMIN_EMAIL and BATON_ADMIN_PASSWORD).`,
  run: async (args, application) => {
    const text = { type: 'string' } as const
    const yes = { type: 'boolean' } as const
    const options = { divide: yes, seed: text, size: text, faults: text, tell: yes } as const
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options })
    const [what, more] = positionals
    const isYear = values.seed ?? values.size ?? values.faults ?? values.tell
    if (what === 'year' && more === undefined && !values.divide) return demoYear(application, values)
    if (what !== 'maven' || more !== undefined || isYear !== undefined) {
      process.stderr.write(`${demoCommand.usage}\n`)
      return 2
    }
    return demoMaven(application, values.divide ?? false)
  },
}

async function demoMaven(application: Application, divide: boolean): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-demo-'))
  try {
    const runs = await loadMaven(application, folder, divide)
    for (const run of runs) tell(run)
    return runs.every((run) => run.state === 'done' && run.problems === 0) ? 0 : 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Line = Record<string, string>

/** Loads the whole set through the product’s own roads; with `divide` the open ones find their holders by the plan. */
export async function loadMaven(application: Application, folder: string, divide: boolean): Promise<Run[]> {
  const context = await administrator(application)
  const teams = await linesOf(join(DATA, 'sales_teams.csv'))
  const pipeline = await linesOf(join(DATA, 'sales_pipeline.csv'))
  const products = await linesOf(join(DATA, 'products.csv'))
  await loadPeople(context, teams, skillsOf(pipeline, products))
  const runs = [await loadProducts(context), await loadAccounts(context, folder)]
  if (runs.some((run) => run.state !== 'done')) return runs
  const officeOf = new Map(teams.map((team) => [team['sales_agent'] ?? '', team['regional_office'] ?? '']))
  const ready = divide ? await readyToDivide(application, context) : context
  const isClosed = (line: Line) => line['deal_stage'] === 'Won' || line['deal_stage'] === 'Lost'
  const files = divide
    ? [
        pipeline.filter(isClosed),
        pipeline.filter((line) => !isClosed(line)).map((line) => ({ ...line, sales_agent: '' })),
      ]
    : [pipeline]
  for (const [i, lines] of files.entries()) {
    const offices = divide ? pipelineOffices(pipeline, officeOf) : undefined
    runs.push(await loadPipeline(ready, folder, `sales_pipeline_${i + 1}.csv`, lines, offices))
  }
  if (divide) await spreadOf(application.db, ready)
  return runs
}

/** Offices are departments, managers lead them, agents report to their managers; what they sold so far is their skill. */
async function loadPeople(
  context: Context,
  teams: readonly Line[],
  skills: ReadonlyMap<string, string[]>,
): Promise<void> {
  const managers = new Map(teams.map((team) => [team['manager'] ?? '', team['regional_office'] ?? '']))
  await context.transaction(async (tx) => {
    await ensurePeople(
      tx,
      context,
      [...managers].map(([name, department]) => ({ name, department, functions: [], role: 'manager' })),
    )
    await ensurePeople(
      tx,
      context,
      teams.map((team) => ({
        name: team['sales_agent'] ?? '',
        department: team['regional_office'],
        manager: team['manager'],
        functions: ['sales'],
        skills: skills.get(team['sales_agent'] ?? '') ?? [],
        role: 'sales',
      })),
    )
  })
}

function loadProducts(context: Context): Promise<Run> {
  const mapping = { product: 'name', series: 'series', sales_price: 'listPrice' }
  return importFile(context, {
    file: join(DATA, 'products.csv'),
    object: 'product',
    mapping,
    settings: usd('given'),
  })
}

/** Revenue stands in millions in the file; the parent companies are joined in a second pass, when all are there. */
async function loadAccounts(context: Context, folder: string): Promise<Run> {
  const lines = await linesOf(join(DATA, 'accounts.csv'))
  const scaled = lines.map((line) => ({
    ...line,
    revenue: String(Math.round(Number(line['revenue']) * 1_000_000)),
  }))
  const file = await writeLines(folder, 'accounts.csv', scaled)
  const mapping = {
    account: 'name',
    sector: 'industry',
    year_established: 'foundedYear',
    revenue: 'annualRevenue',
    employees: 'employees',
    office_location: 'location',
    subsidiary_of: null,
  }
  const run = await importFile(context, { file, object: 'account', mapping, settings: usd('given') })
  await joinParents(context, lines)
  return run
}

async function joinParents(context: Context, lines: readonly Line[]): Promise<void> {
  const rows = await context.db<
    { id: string; name: string }[]
  >`select id, name from account where deleted_at is null`
  const ids = new Map(rows.map((row) => [fold(row.name), row.id]))
  const object = objectNamed(context.registry, 'account')
  await context.transaction(async (tx) => {
    for (const line of lines) {
      const id = ids.get(fold(line['account'] ?? ''))
      const parent = ids.get(fold(line['subsidiary_of'] ?? ''))
      if (!id || !parent) continue
      const { version } = await getRecord(tx, { ...context, object }, id)
      await changeRecord(tx, context, 'account', id, version, { parent })
    }
  })
}

/** "GTXPro" is answered as "GTX Pro", explicitly; the two open stages of the file are the plan's first two. */
async function loadPipeline(
  context: Context,
  folder: string,
  name: string,
  lines: readonly Line[],
  offices: ReadonlyMap<string, string> | undefined,
): Promise<Run> {
  const { stages } = await publishedPlan(context.db)
  const open = stages.filter((stage) => stage.kind === 'open' && stage.phase !== 'delivery')
  const [product] = await context.db<
    { id: string }[]
  >`select id from product where name = 'GTX Pro' and deleted_at is null`
  const withOffice = offices
    ? lines.map((line) => ({ ...line, office: offices.get(line['opportunity_id'] ?? '') ?? '' }))
    : lines
  const file = await writeLines(folder, name, withOffice)
  const engaging = open[1]?.key ?? ''
  return importFile(context, {
    file,
    object: 'opportunity',
    mapping: {
      opportunity_id: 'externalKey',
      sales_agent: 'holder',
      product: 'product',
      account: 'account',
      deal_stage: 'stage',
      engage_date: `entered:${engaging}`,
      close_date: 'closedAt',
      close_value: 'amount',
      ...(offices ? { office: 'office' } : {}),
    },
    settings: usd(offices ? 'divide' : 'given'),
    answers: {
      product: { GTXPro: { is: product?.id ?? '' } },
      stage: {
        Prospecting: { is: open[0]?.key ?? '' },
        Engaging: { is: engaging },
        Won: { is: 'won' },
        Lost: { is: 'lost' },
      },
    },
  })
}

/** A field for the office, and rules that divide by office and by the series an agent knows. */
async function readyToDivide(application: Application, context: Context): Promise<Context> {
  const existing = await customFields(context, 'opportunity')
  if (!existing.some((field) => field.name === 'office')) {
    const label = { zh: '办事处', en: 'Office' }
    await addField(application.owner, context, 'opportunity', { name: 'office', label, type: 'text' })
  }
  const fresh = await administrator(application)
  const plan = await publishedPlan(fresh.db)
  const departments = await fresh.db<
    { id: string; name: string }[]
  >`select id, name from department where deleted_at is null order by name`
  const rules = departments.map(({ id, name }) => ({
    label: { zh: `${name}：按产品系列轮流`, en: `${name}: in turn by product series` },
    condition: `office == ${JSON.stringify(name)}`,
    candidates: { functions: ['sales'], departments: [id], skillFrom: 'product.series' },
    strategy: 'weighted-round-robin' as const,
    ...USUAL_RULE,
    openCap: OPEN_CAP,
    dayCap: null,
  }))
  await publish(fresh, { ...documentOf(plan), basedOn: plan.id, rules, running: 'migrate' })
  return administrator(application)
}

function pipelineOffices(
  pipeline: readonly Line[],
  officeOf: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map(
    pipeline.map((line) => [line['opportunity_id'] ?? '', officeOf.get(line['sales_agent'] ?? '') ?? '']),
  )
}

/** The product series each agent has sold something of. */
function skillsOf(pipeline: readonly Line[], products: readonly Line[]): Map<string, string[]> {
  const series = new Map(
    products.map((product) => [fold(product['product'] ?? '').replaceAll(' ', ''), product['series'] ?? '']),
  )
  const skills = new Map<string, Set<string>>()
  for (const line of pipeline) {
    const known = series.get(fold(line['product'] ?? '').replaceAll(' ', ''))
    const agent = line['sales_agent'] ?? ''
    if (known) skills.set(agent, (skills.get(agent) ?? new Set()).add(known))
  }
  return new Map([...skills].map(([agent, set]) => [agent, [...set].sort()]))
}

function usd(holders: 'given' | 'divide') {
  return { holders, currency: 'USD', create: { people: false, accounts: false, products: false } }
}

async function linesOf(file: string): Promise<Line[]> {
  const sheet = await openSheet(file)
  const lines: Line[] = []
  for await (const row of sheet.rows()) {
    lines.push(Object.fromEntries(sheet.headings.map((heading, i) => [heading, String(row.cells[i] ?? '')])))
  }
  return lines
}

async function writeLines(folder: string, name: string, lines: readonly Line[]): Promise<string> {
  const file = join(folder, name)
  const headings = Object.keys(lines[0] ?? {})
  await writeCsv(
    file,
    headings,
    lines.map((line) => headings.map((heading) => line[heading] ?? '')),
  )
  return file
}
