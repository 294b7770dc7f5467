import type { Person, Rule } from '../../engines/assignment/index.ts'
import { workingTimes } from '../../engines/calendar/index.ts'
import { evaluate, parseCondition, type Vocabulary } from '../../engines/conditions/index.ts'
import type { History } from '../../engines/mining/history.ts'
import type { PlanVersion } from '../../features/plan/contract.ts'
import { chinaYears } from '../../platform/holidays.ts'
import { A_YEAR, arrivalsOf, livesOf } from './arriving.ts'
import { absencesOf, companyOf } from './company.ts'
import { Desk } from './desk.ts'
import { FAULTS, type Fault } from './faults.ts'
import type { Life } from './life.ts'
import { planOf } from './plan.ts'
import { Year } from './year.ts'

export const UNTIL = Date.parse('2026-11-23T08:00:00.000Z')
const label = { zh: 'x', en: 'x' }
const vocabulary: Vocabulary = {
  root: 'opportunity',
  fields: {
    region: { kind: 'text', label },
    type: { kind: 'text', label },
    source: { kind: 'text', label },
  },
}
const given = { now: new Date(UNTIL).toISOString(), today: '2026-11-23' }
const week = Array.from({ length: 7 }, (_, day) =>
  day < 5
    ? [
        { from: 540, until: 720 },
        { from: 810, until: 1110 },
      ]
    : [],
)
export const usual = workingTimes({
  zone: 'Asia/Shanghai',
  week,
  exceptions: [],
  holidaysOf: chinaYears().of,
})

export type Lived = ReturnType<typeof lived>

/** A year without a database: the simulator over the plan as it would be published. */
export function lived(seed: number, faults: readonly Fault[] = FAULTS, size = 1200) {
  const from = UNTIL - A_YEAR
  const company = companyOf(seed, size, from - 86_400_000)
  const away = absencesOf(company, seed, from, UNTIL)
  const set = new Set(faults)
  const document = planOf(company, set, size)
  const stages = document.stages.map((stage, i) => ({
    ...stage,
    id: stage.key,
    position: i + 1,
    accountable: Object.entries(stage.duties).find(([, letter]) => letter === 'A')?.[0] ?? '',
  }))
  const plan = { id: 'plan', stages } as unknown as PlanVersion
  const rules = document.rules.map((rule, i): Rule => {
    const parsed = rule.condition ? parseCondition(rule.condition, vocabulary) : undefined
    if (parsed && !parsed.ok) throw new Error(rule.condition)
    return {
      id: `rule ${i + 1}`,
      holds: (facts) => (parsed ? evaluate(parsed.condition, facts, given) : true),
      candidates: rule.candidates,
      strategy: rule.strategy,
      openCap: rule.openCap,
    }
  })
  const people = company.people
    .map(
      (one): Person => ({
        ...one,
        active: true,
        functions: one.function ? [one.function] : [],
        departmentPath: [one.department],
      }),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const dayOf = (at: number) => usual.dayAt(at)
  const desk = new Desk({ people, rules, keeper: company.keeper.id, away, dayOf, weekOf: (day) => day })
  const times = new Map(
    company.people.map(({ id }) => [id, usual.withAbsences(away.filter(({ personId }) => personId === id))]),
  )
  const coming = arrivalsOf(company, { seed, size: size, from, until: UNTIL }, usual)
  const facts = coming.map(({ type, source, province: region }) => ({ type, source, region }))
  const lives = livesOf(
    coming.map((one, i) => ({ ...one, facts: facts[i] ?? {} })),
    seed,
  )
  new Year({ company, plan, desk, faults: set, times, usual, until: UNTIL }).run(lives)
  return { company, away, plan, rules: document.rules, lives, desk, times }
}

/** How an opportunity went, as the ledger would tell it. */
export function historyOf(life: Life, { company, plan }: Lived): History {
  const { given: one, tiles, offers, contacts, limits, stays, decided } = life
  const employee = new Map(company.people.map((person) => [person.id, person]))
  return {
    id: one.id,
    number: one.number,
    title: one.title,
    type: one.type,
    source: one.source,
    region: one.province,
    product: one.product,
    account: one.account,
    amount: { minor: one.amount, currency: 'CNY' },
    planVersion: plan.id,
    openedAt: one.openedAt,
    closedAt: life.closedAt,
    outcome: life.outcome,
    outcomeReason: life.reason,
    tiles: tiles.map((tile) => ({
      stage: tile.stage,
      phase: plan.stages.find(({ key }) => key === tile.stage)?.phase ?? '',
      person: tile.person,
      from: tile.from,
      to: tile.until,
      because: tile.because,
      function: employee.get(tile.person)?.function ?? null,
      department: employee.get(tile.person)?.department ?? null,
      decision: tile.decision,
      rule: tile.decision ? (decided?.outcome.ruleId ?? null) : null,
    })),
    offers: offers.map((offer) => ({ ...offer, asked: offer.question !== null })),
    contacts: contacts.map(({ person, at, kind }) => ({ person, at, kind, nextStepOn: null })),
    limits,
    stays: stays.map(({ since, until, takenBy }) => ({
      pool: 'public',
      since,
      until,
      because: 'recycled',
      takenBy,
    })),
  }
}
