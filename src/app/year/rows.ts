import type { PlanVersion } from '../../features/plan/contract.ts'
import { addDays, instantOf } from '../../kernel/time.ts'
import { searchGramsOf, searchTextOf } from '../../objects/search-text.ts'
import type { Life, Limit, Offer, Tile } from './life.ts'

/** The rows of a life, table by table, in the order of the columns. */
export const COLUMNS = {
  opportunity: [
    'id',
    'version',
    'number',
    'title',
    'type',
    'source',
    'contact_name',
    'contact_phone',
    'account_id',
    'product_id',
    'region',
    'amount',
    'amount_currency',
    'expected_close_on',
    'requirement',
    'next_step',
    'next_step_on',
    'last_follow_up_at',
    'plan_version_id',
    'stage_id',
    'phase',
    'stage_since',
    'holder_id',
    'held_since',
    'furthest',
    'open_during',
    'outcome',
    'outcome_reason',
    'closed_at',
    'opened_at',
    'created_at',
    'updated_at',
    'search',
    'search_grams',
  ],
  holding: [
    'opportunity_id',
    'during',
    'person_id',
    'stage_id',
    'because',
    'reason',
    'actor_id',
    'decision_id',
  ],
  hand_over: [
    'id',
    'opportunity_id',
    'from_person_id',
    'to_person_id',
    'stage_id',
    'to_stage_id',
    'packet',
    'state',
    'offered_at',
    'due_at',
    'answered_at',
    'answer',
    'created_by',
    'asked',
    'confirmed',
    'answered_by',
    'escalates_at',
  ],
  hand_over_message: ['id', 'hand_over_id', 'person_id', 'text', 'written_at'],
  follow_up: [
    'id',
    'opportunity_id',
    'kind',
    'happened_at',
    'content',
    'person_id',
    'created_at',
    'created_by',
  ],
  pool_stay: [
    'id',
    'opportunity_id',
    'pool',
    'since',
    'because',
    'previous_holder_id',
    'until',
    'ended_because',
    'ended_by',
    'keeper_id',
    'taken_by',
  ],
  clock: [
    'id',
    'kind',
    'subject_id',
    'opportunity_id',
    'stage_id',
    'person_id',
    'basis',
    'started_at',
    'known_at',
    'due_at',
    'warn_at',
    'breached_at',
    'stopped_at',
    'stopped_because',
    'steps',
  ],
} as const
export type Table = keyof typeof COLUMNS

export type Stages = ReadonlyMap<string, PlanVersion['stages'][number]>

export function rowsOf(life: Life, plan: PlanVersion, stages: Stages): Record<Table, unknown[][]> {
  const { id } = life.given
  const stage = (key: string) => stages.get(key)?.id ?? ''
  return {
    opportunity: [opportunityRow(life, plan, stages)],
    holding: life.tiles.map((tile) => [
      id,
      range(tile.from, tile.until),
      tile.person,
      stage(tile.stage),
      tile.because,
      tile.reason,
      tile.actor,
      tile.decision,
    ]),
    hand_over: life.offers.map((offer) => offerRow(id, offer, stage)),
    hand_over_message: life.offers.flatMap(({ id: offer, to, from, question, reply }) => [
      ...(question ? [[question.id, offer, to, question.text, instantOf(question.at)]] : []),
      ...(reply ? [[reply.id, offer, from, reply.text, instantOf(reply.at)]] : []),
    ]),
    follow_up: life.contacts.map(({ id: contact, kind, at, content, person }) => [
      contact,
      id,
      kind,
      instantOf(at),
      content,
      person,
      instantOf(at),
      person,
    ]),
    pool_stay: life.stays.map(({ id: stay, since, previous, until, keeper, takenBy }) => [
      stay,
      id,
      'public',
      instantOf(since),
      'recycled',
      previous,
      instant(until),
      until === null ? null : 'claimed',
      takenBy,
      keeper,
      takenBy,
    ]),
    clock: life.limits.map((limit) => limitRow(id, limit, stage)),
  }
}

function opportunityRow(life: Life, plan: PlanVersion, stages: Stages): unknown[] {
  const { given, tile } = life
  const search = searchTextOf([given.title, given.contactName, given.contactPhone])
  const end = life.outcome ? stages.get(life.outcome) : undefined
  const at = end ?? stages.get(tile.stage)
  const furthest = Math.max(...life.tiles.map((one) => stages.get(one.stage)?.position ?? 0))
  const changedAt = Math.max(tile.from, life.lastContactAt ?? 0, life.closedAt ?? 0)
  return [
    given.id,
    life.tiles.length + life.contacts.length,
    given.number,
    given.title,
    given.type,
    given.source,
    given.contactName,
    given.contactPhone,
    given.account,
    given.product,
    given.province,
    given.amount,
    'CNY',
    life.expectedCloseOn,
    given.requirement,
    life.isOpen ? (life.nextStep?.step ?? null) : null,
    life.isOpen ? (life.nextStep?.on ?? null) : null,
    instant(life.lastContactAt),
    plan.id,
    at?.id,
    at?.phase,
    instantOf(life.closedAt ?? life.stageSince),
    tile.person,
    instantOf(life.heldSince),
    furthest,
    range(given.openedAt, life.closedAt),
    life.outcome,
    life.reason,
    instant(life.closedAt),
    instantOf(given.openedAt),
    instantOf(given.openedAt),
    instantOf(changedAt),
    search,
    searchGramsOf(search),
  ]
}

function offerRow(id: string, offer: Offer, stage: (key: string) => string): unknown[] {
  const packet = packetOf(offer)
  const isTaken = offer.state === 'accepted'
  return [
    offer.id,
    id,
    offer.from,
    offer.to,
    stage(offer.stage),
    stage(offer.toStage),
    packet,
    offer.state,
    instantOf(offer.offeredAt),
    instantOf(offer.dueAt),
    instant(offer.answeredAt),
    offer.answer,
    offer.from,
    offer.question !== null && offer.reply === null,
    isTaken ? ['needs', 'nextStep'] : [],
    offer.answeredAt === null ? null : offer.to,
    instantOf(offer.escalatesAt),
  ]
}

function packetOf({ need, step, stepOn }: Offer) {
  return { needs: need, nextStep: step, nextStepOn: stepOn }
}

function limitRow(id: string, limit: Limit, stage: (key: string) => string): unknown[] {
  const { breachedAt } = limit
  return [
    limit.id,
    limit.kind,
    limit.subject,
    id,
    stage(limit.stage),
    limit.person,
    limit.basis,
    instantOf(limit.startedAt),
    instantOf(limit.startedAt),
    instantOf(limit.dueAt),
    instant(limit.warnAt),
    instant(breachedAt),
    instantOf(limit.stoppedAt),
    limit.because,
    breachedAt === null ? 0 : 2,
  ]
}

export type Event = { at: number; row: unknown[] }
export const EVENT = [
  'at',
  'kind',
  'object',
  'record_id',
  'opportunity_id',
  'actor_id',
  'actor_kind',
  'before',
  'after',
  'cause',
] as const

/** What the journal says of a life, in no order. */
export function* eventsOf(life: Life, stages: Stages, keeper: string): Generator<Event> {
  const { given } = life
  const event = (
    at: number,
    kind: string,
    [object, record]: readonly [string, string],
    actor: string | null,
    [before, after, cause]: readonly [unknown, unknown, unknown],
  ): Event => ({
    at,
    row: [
      instantOf(at),
      kind,
      object,
      record,
      given.id,
      actor,
      actor ? 'person' : 'system',
      before,
      after,
      cause,
    ],
  })
  const itself = ['opportunity', given.id] as const
  const { title, type, source, province: region, account, product } = given
  const fields = { title, type, source, region, account, product }
  yield event(given.openedAt, 'opportunity.created', itself, keeper, [null, fields, null])
  for (const [i, tile] of life.tiles.entries()) {
    const before = life.tiles[i - 1]
    if (before)
      yield event(
        tile.from,
        kindOf(tile),
        itself,
        tile.because === 'recycled' ? null : tile.actor,
        changeOf(before, tile, stages),
      )
  }
  if (life.outcome && life.closedAt !== null) {
    const end = {
      stage: stages.get(life.outcome)?.id,
      ...(life.reason ? { outcomeReason: life.reason } : {}),
    }
    const change = [
      { stage: stages.get(life.tile.stage)?.id },
      end,
      { because: 'stage', reason: life.reason, decision: null },
    ]
    yield event(
      life.closedAt,
      'opportunity.moved',
      itself,
      life.tile.person,
      change as [unknown, unknown, unknown],
    )
  }
  for (const { id, at, person, kind, content } of life.contacts) {
    const after = { opportunity: given.id, kind, happenedAt: instantOf(at), content }
    yield event(at, 'follow-up.created', ['follow-up', id], person, [null, after, null])
    yield event(at, 'opportunity.attended', itself, person, [
      null,
      { lastFollowUpAt: instantOf(at) },
      { followUp: id, holder: person },
    ])
  }
  for (const offer of life.offers) {
    const about = ['hand-over', offer.id] as const
    yield event(offer.offeredAt, 'hand-over.offered', about, offer.from, [
      null,
      { to: offer.to, packet: packetOf(offer) },
      null,
    ])
    const { question, reply, answeredAt } = offer
    if (question)
      yield event(question.at, 'hand-over.asked', about, offer.to, [null, { text: question.text }, null])
    if (reply)
      yield event(reply.at, 'hand-over.replied', about, offer.from, [null, { text: reply.text }, null])
    if (answeredAt !== null)
      yield event(answeredAt, `hand-over.${offer.state}`, about, offer.to, [
        null,
        { reason: offer.answer },
        null,
      ])
  }
}

function kindOf({ because }: Tile): string {
  return because === 'stage' ? 'opportunity.moved' : 'opportunity.passed'
}

function changeOf(before: Tile, after: Tile, stages: Stages): [unknown, unknown, unknown] {
  const holder = before.person !== after.person
  const stage = before.stage !== after.stage
  const said = (tile: Tile) => ({
    ...(holder ? { holder: tile.person } : {}),
    ...(stage ? { stage: stages.get(tile.stage)?.id } : {}),
  })
  return [
    said(before),
    said(after),
    { because: after.because, reason: after.reason, decision: after.decision },
  ]
}

function range(from: number, until: number | null): string {
  return `[${instantOf(from)},${until === null ? '' : instantOf(until)})`
}

function instant(at: number | null): string | null {
  return at === null ? null : instantOf(at)
}

/** A day in the past is no next step any more: whoever was to do it has it before them tomorrow. */
export function settleNextStep(life: Life, today: string): void {
  if (life.nextStep && life.nextStep.on < today) life.nextStep.on = addDays(today, 1)
}
