import type { Context } from '../../objects/context.ts'
import type { Application } from '../application.ts'
import { type Books, toldOf } from '../year/books.ts'
import { FAULTS, type Fault } from '../year/faults.ts'
import { type Made, makeYear } from '../year/load.ts'
import { administrator } from './import.ts'

export type YearOptions = { seed?: string; size?: string; faults?: string; tell?: boolean }

const SEED = 2026
const SIZE = 3000
const MOST = 20_000

/** Fills a fresh company with the simulated year; answers the exit code. */
export async function demoYear(application: Application, options: YearOptions): Promise<number> {
  const seed = wholeNumber('--seed', options.seed, SEED, 0, 2_147_483_647)
  const size = wholeNumber('--size', options.size, SIZE, 50, MOST)
  const faults = faultsOf(options.faults)
  const began = performance.now()
  const made = await fillYear(application, seed, size, faults)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  for (const line of summary(made, seconds)) process.stdout.write(`${line}\n`)
  if (options.tell)
    for (const language of ['zh', 'en'] as const)
      process.stdout.write(`\n${toldOf(made.company, faults, language).join('\n')}\n`)
  return 0
}

/** The same for tests. Throws where the company is not empty. */
export async function fillYear(
  application: Application,
  seed: number,
  size: number,
  faults: ReadonlySet<Fault>,
): Promise<Made> {
  const context = await administrator(application)
  await demandEmpty(context)
  return makeYear(application.owner, context, () => administrator(application), { seed, size, faults })
}

/** A year is of one piece: nothing that is there already could have happened in it. */
async function demandEmpty({ db }: Context): Promise<void> {
  const [found] = await db<{ people: number; accounts: boolean; opportunities: boolean }[]>`
    select (select count(*)::int from person) as people, exists (select from account) as accounts,
      exists (select from opportunity) as opportunities`
  if (!found || found.people > 1 || found.accounts || found.opportunities)
    throw new Error(
      'The simulated year needs a company that was just set up: this one has people, accounts or opportunities already. Take an empty BATON_HOME.',
    )
}

function faultsOf(given: string | undefined): ReadonlySet<Fault> {
  if (given === undefined) return new Set(FAULTS)
  const wanted = given.split(',').filter((one) => one !== '' && one !== 'none')
  const unknown = wanted.filter((one) => !FAULTS.some((fault) => fault === one))
  if (unknown.length > 0)
    throw new Error(`There is no fault "${unknown[0]}"; take some of ${FAULTS.join(', ')}, or none.`)
  return new Set(FAULTS.filter((fault) => wanted.includes(fault)))
}

function wholeNumber(
  name: string,
  given: string | undefined,
  usual: number,
  least: number,
  most: number,
): number {
  const value = given === undefined ? usual : Number(given)
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`${name} is "${given}"; it must be a whole number from ${least} to ${most}.`)
  return value
}

function summary({ company, books }: Made, seconds: string): string[] {
  return [
    `A year of ${company.departments.length} departments and ${company.people.length} people, ${seconds} s`,
    `  ${inWords(books)}`,
  ]
}

function inWords({ opened, open, won, lost, offers, contacts, limits }: Books): string {
  const handed = offers.accepted + offers.declined + offers.offered
  return `${opened} opportunities: ${won} won, ${lost} lost, ${open} open; ${handed} hand-overs, ${contacts} follow-ups, ${limits.missed} of ${limits.met + limits.missed} limits missed`
}
