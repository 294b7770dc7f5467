import { spanAfter } from '../../engines/calendar/index.ts'
import type { Employee } from './company.ts'
import { SLOW } from './faults.ts'
import type { Life, Offer } from './life.ts'
import type { Story } from './story.ts'
import { contactSaid, need, nextStep } from './words.ts'
import type { Year } from './year.ts'

const MS_PER_DAY = 86_400_000
const KINDS = ['call', 'call', 'visit', 'mail', 'chat'] as const

/** The holder does something for the customer: the limit that ran ends, the next one begins. */
export function contactOf(year: Year, life: Life): void {
  const { person } = life.tile
  year.endLimit(life, 'follow-up')
  life.contacts.push({
    id: life.draw.uuid(year.now),
    person,
    at: year.now,
    kind: life.draw.pick(KINDS),
    content: contactSaid(life.draw),
  })
  year.beginLimit(life, 'follow-up')
}

/** On to the next stage: by the same holder where they have its function, else handed over to somebody who has. */
export function* goOn(year: Year, life: Life, stage: string): Story {
  const wanted = year.accountable(stage)
  const holder = year.employee(life.tile.person)
  if (holder.function === wanted) {
    year.take(life, holder.id, stage, 'stage', { actor: holder.id })
    return
  }
  for (let tried: string[] = []; ; ) {
    const receiver = year.receiverFor(life, wanted, tried)
    if (yield* offered(year, life, receiver, stage, tried.length === 0 ? 0.03 : 0)) return
    tried = [...tried, receiver.id]
  }
}

/** To a colleague at the same stage; they always take it. */
export function* handBack(year: Year, life: Life, to: Employee): Story {
  yield* offered(year, life, to, life.tile.stage, 0)
}

/** Offered, perhaps asked about, then accepted or declined; true where it was accepted. */
function* offered(
  year: Year,
  life: Life,
  to: Employee,
  toStage: string,
  declines: number,
): Generator<number, boolean, void> {
  const { draw, tile } = life
  const limit = year.limit(toStage, 'acceptance')
  const dueAt = spanAfter(year.timesOf(to.id), year.now, limit.within)
  const [rung] = limit.ladder
  const offer: Offer = {
    id: draw.uuid(year.now),
    from: tile.person,
    to: to.id,
    stage: tile.stage,
    toStage,
    offeredAt: year.now,
    answeredAt: null,
    state: 'offered',
    dueAt,
    escalatesAt: rung ? spanAfter(year.timesOf(to.id), dueAt, rung.after) : dueAt,
    need: need(draw),
    step: nextStep(draw),
    stepOn: year.dayOf(year.now + 3 * MS_PER_DAY),
    question: null,
    reply: null,
    answer: null,
  }
  life.offers.push(offer)
  const median = 55 * (year.isSlow(to) ? SLOW : 1)
  if (draw.yes(0.05)) {
    yield year.workedBy(to.id, draw.around(median, 0.7), life)
    offer.question = { id: draw.uuid(year.now), at: year.now, text: '客户的预算口径是什么？' }
    yield year.workedBy(tile.person, draw.around(60, 0.7), life)
    offer.reply = { id: draw.uuid(year.now), at: year.now, text: '含实施，不含运维。' }
  }
  yield year.workedBy(to.id, draw.around(median, 0.7), life)
  const isTaken = !draw.yes(declines)
  offer.state = isTaken ? 'accepted' : 'declined'
  offer.answeredAt = year.now
  offer.answer = isTaken ? null : '这周排满了，请另找同事'
  year.answered(life, offer)
  if (isTaken) year.take(life, to.id, toStage, 'hand-over', { actor: to.id })
  return isTaken
}

/** Taken back into the pool, which its keeper holds, until somebody claims it. */
export function* takenFromPool(year: Year, life: Life): Story {
  const { draw } = life
  const stay = {
    id: draw.uuid(year.now),
    since: year.now,
    until: null as number | null,
    previous: life.tile.person,
    keeper: year.company.keeper.id,
    takenBy: null as string | null,
  }
  year.take(life, year.company.keeper.id, life.tile.stage, 'recycled', {})
  life.stays.push(stay)
  const members = year.sellersOf(life.given.region).filter(({ id }) => id !== stay.previous)
  const claimer = draw.pick(members.filter(({ id }) => !year.desk.isAway(id, year.now)))
  yield year.workedBy(claimer.id, draw.around(700, 0.5), life)
  stay.until = year.now
  stay.takenBy = claimer.id
  year.take(life, claimer.id, life.tile.stage, 'claimed', { actor: claimer.id })
}
