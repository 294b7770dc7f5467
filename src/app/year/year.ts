import { type Span, spanAfter, spanBefore, type WorkingTimes } from '../../engines/calendar/index.ts'
import type { Clock, PlanVersion } from '../../features/plan/contract.ts'
import { instantOf } from '../../kernel/time.ts'
import type { Company, Employee, RegionKey } from './company.ts'
import type { Desk } from './desk.ts'
import type { Fault } from './faults.ts'
import type { Because, Life, Offer } from './life.ts'
import { type Story, storyOf } from './story.ts'

type Given = {
  company: Company
  plan: PlanVersion
  desk: Desk
  faults: ReadonlySet<Fault>
  times: ReadonlyMap<string, WorkingTimes>
  usual: WorkingTimes
  /** The instant the year ends at: what would happen later has not happened. */
  until: number
}

/** The company at work: lives go on one beside the other, in the order of time, and share whoever works on them. */
export class Year {
  now = 0
  readonly company: Company
  readonly desk: Desk
  readonly usual: WorkingTimes
  private readonly given: Given
  private readonly byId: ReadonlyMap<string, Employee>
  private readonly functions: ReadonlyMap<string, string>
  private readonly running = new Map<
    string,
    { kind: Limited; stage: string; person: string; basis: string; startedAt: number }
  >()

  constructor(given: Given) {
    this.given = given
    this.company = given.company
    this.desk = given.desk
    this.usual = given.usual
    this.byId = new Map(given.company.people.map((one) => [one.id, one]))
    this.functions = new Map(given.plan.stages.map(({ key, accountable }) => [key, accountable]))
  }

  /** Lets all of them happen until the year ends. */
  run(lives: readonly Life[]): void {
    const queue = new Queue()
    for (const life of lives) queue.add(life.given.openedAt, storyOf(this, life))
    for (let next = queue.take(); next && next.at <= this.given.until; next = queue.take()) {
      this.now = next.at
      // the first step of a story says when it begins: it is asked for here, and taken at once
      const step = next.story.next()
      if (!step.done) queue.add(step.value, next.story)
    }
  }

  has(fault: Fault): boolean {
    return this.given.faults.has(fault)
  }

  employee(id: string): Employee {
    return this.byId.get(id) ?? this.company.keeper
  }

  accountable(stage: string): string {
    return this.functions.get(stage) ?? ''
  }

  isSlow({ function: of, region }: Employee): boolean {
    return this.has('slow-function') && of === 'technical-support' && region === 'south'
  }

  isSwamped({ id }: Employee): boolean {
    return this.has('starved-region') && id === this.company.swamped.id
  }

  sellersOf(region: RegionKey): Employee[] {
    const { people, newcomer } = this.company
    return people.filter((one) => one.function === 'sales' && one.region === region && one !== newcomer)
  }

  dayOf(at: number): string {
    return this.usual.dayAt(at)
  }

  timesOf(person: string): WorkingTimes {
    return this.given.times.get(person) ?? this.usual
  }

  /** When so many minutes of somebody's working time have gone by; within their work, never at the very minute others do something. */
  workedBy(person: string, minutes: number, { draw }: Life): number {
    const at = this.timesOf(person).add(this.now, Math.max(2, minutes)) ?? this.now
    return Math.max(Math.floor(at) - draw.below(59_000), this.now + 1)
  }

  limit(stage: string, kind: Clock['kind']): Clock {
    const found = this.given.plan.stages
      .find(({ key }) => key === stage)
      ?.clocks.find((one) => one.kind === kind)
    if (!found) throw new Error(`the plan has no ${kind} at ${stage}`)
    return found
  }

  /** Whoever of the function takes it over: of its region where that has its own, who held it before, else who has least in hand. */
  receiverFor(life: Life, of: string, except: readonly string[]): Employee {
    const { people, newcomer } = this.company
    const all = people.filter((one) => one.function === of && one.id !== life.tile.person && one !== newcomer)
    const near = all.filter(({ region }) => region === null || region === life.given.region)
    const there = near.filter(({ id }) => !except.includes(id) && !this.desk.isAway(id, this.now))
    const before = there.find(({ id }) => life.tiles.some(({ person }) => person === id))
    const load = ({ id }: Employee) => this.desk.open.get(id) ?? 0
    const [least] = there.toSorted((a, b) => load(a) - load(b))
    return before ?? least ?? (near[0] as Employee)
  }

  /** Comes in: the router finds its first holder. */
  arrive(life: Life): void {
    const { id, way } = life.given
    const stages = { 'existing-customer': 'need', campaign: 'lead' } as Record<string, string>
    const decision = life.draw.uuid(this.now)
    const person = this.desk.decide(life, this.now, decision, life.draw.next())
    this.open(life, { person, stage: stages[way] ?? 'requirement', because: 'routed', decision })
    this.beginFirst(life, id)
  }

  /** Somebody else holds it, or at another stage. */
  take(
    life: Life,
    person: string,
    stage: string,
    because: Because,
    { actor = null, reason = null }: { actor?: string | null; reason?: string | null },
  ): void {
    const before = life.tile
    before.until = this.now
    this.desk.holds(before.person, -1)
    const isPassed = before.person !== person
    if (isPassed) {
      this.endLimit(life, 'first-contact', because === 'recycled' ? 'pool' : 'holder')
      this.endLimit(life, 'follow-up', because === 'recycled' ? 'pool' : 'holder')
    }
    this.open(life, { person, stage, because, decision: null, actor: actor ?? before.person, reason })
    if (isPassed && because !== 'recycled') this.beginFirst(life, life.given.id)
  }

  close(life: Life, outcome: 'won' | 'lost', reason: string | null): void {
    this.endLimit(life, 'first-contact', 'closed')
    this.endLimit(life, 'follow-up', 'closed')
    life.tile.until = this.now
    this.desk.holds(life.tile.person, -1)
    life.outcome = outcome
    life.reason = reason
    life.closedAt = this.now
  }

  beginLimit(life: Life, kind: Limited): void {
    const { stage, person } = life.tile
    const basis = kind === 'first-contact' ? `held ${iso(life.heldSince)}` : `after ${iso(this.now)}`
    this.running.set(`${life.given.id} ${kind}`, { kind, stage, person, basis, startedAt: this.now })
  }

  /** A limit that ran is kept with when it was over and whether it was missed. */
  endLimit(life: Life, kind: Limited, because = 'follow-up'): void {
    const key = `${life.given.id} ${kind}`
    const run = this.running.get(key)
    if (kind === 'follow-up' && because === 'follow-up') this.endLimit(life, 'first-contact')
    if (!run) return
    this.running.delete(key)
    life.limits.push({
      id: life.draw.uuid(run.startedAt),
      subject: life.given.id,
      ...run,
      ...this.stepsOf(run.person, run.startedAt, this.limit(run.stage, kind)),
      because,
    })
  }

  /** The word on an offer was due too. */
  answered(life: Life, { id, to, toStage, offeredAt }: Offer): void {
    life.limits.push({
      id: life.draw.uuid(offeredAt),
      kind: 'acceptance',
      subject: id,
      stage: toStage,
      person: to,
      basis: `word ${to} ${iso(offeredAt)}`,
      startedAt: offeredAt,
      ...this.stepsOf(to, offeredAt, this.limit(toStage, 'acceptance')),
      because: 'hand-over',
    })
  }

  private stepsOf(person: string, startedAt: number, { within, warnBefore }: Clock) {
    const times = this.timesOf(person)
    const dueAt = spanAfter(times, startedAt, within)
    const warn = warnBefore ? spanBefore(times, dueAt, warnBefore as Span) : null
    return {
      dueAt,
      warnAt: warn !== null && warn > startedAt ? warn : null,
      breachedAt: dueAt <= this.now ? dueAt : null,
      stoppedAt: this.now,
    }
  }

  private beginFirst(life: Life, id: string): void {
    const isKept =
      life.tile.person === this.company.keeper.id && life.stays.some(({ until }) => until === null)
    if (!isKept) this.running.delete(`${id} follow-up`)
    if (!isKept) this.beginLimit(life, 'first-contact')
  }

  private open(
    life: Life,
    tile: { person: string; stage: string; because: Because; decision: string | null } & {
      actor?: string | null
      reason?: string | null
    },
  ): void {
    life.tiles.push({ actor: null, reason: null, ...tile, from: this.now, until: null })
    this.desk.holds(tile.person, 1)
  }
}

type Limited = 'first-contact' | 'follow-up'

const iso = instantOf

type Waiting = { at: number; n: number; story: Story }

/** What happens next, soonest first; of what happens at once, what was said first. */
class Queue {
  private readonly heap: Waiting[] = []
  private count = 0

  add(at: number, story: Story): void {
    const { heap } = this
    this.count += 1
    let i = heap.push({ at, n: this.count, story }) - 1
    while (i > 0) {
      const above = (i - 1) >> 1
      if (!isBefore(heap[i] as Waiting, heap[above] as Waiting)) break
      this.swap(i, above)
      i = above
    }
  }

  take(): Waiting | undefined {
    const { heap } = this
    const [first] = heap
    const last = heap.pop()
    if (!first || !last || heap.length === 0) return first
    heap[0] = last
    for (let i = 0; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2]
      let least = i
      for (const child of [left, right])
        if (child < heap.length && isBefore(heap[child] as Waiting, heap[least] as Waiting)) least = child
      if (least === i) return first
      this.swap(i, least)
      i = least
    }
  }

  private swap(a: number, b: number): void {
    const { heap } = this
    ;[heap[a], heap[b]] = [heap[b] as Waiting, heap[a] as Waiting]
  }
}

function isBefore(a: Waiting, b: Waiting): boolean {
  return a.at < b.at || (a.at === b.at && a.n < b.n)
}
