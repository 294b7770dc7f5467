import { isId } from '../../../kernel/id.ts'
import { openCursor, packCursor } from '../../../kernel/page.ts'
import type { Context } from '../../../objects/context.ts'
import { badCursor } from '../../../objects/errors.ts'
import type { Packet } from '../../handover/contract.ts'
import { activePerson } from '../../responsibility/index.ts'
import type { Row } from '../contract.ts'
import * as errors from '../errors.ts'
import { peopleOf } from '../store/people.ts'
import * as store from '../store/rows.ts'
import { lockTransition, touch } from '../store/transitions.ts'
import { editable, journal, mayHandle, one, shown } from './planning.ts'

type Asked = Omit<store.Where, 'unresolved'> & {
  unresolved?: 'true' | 'false' | undefined
  limit: number
  cursor?: string | undefined
}

/** What goes to whom, those without a receiver first. */
export async function listRows(
  context: Context,
  id: string,
  asked: Asked,
): Promise<{ items: Row[]; next?: string }> {
  await one(context.db, context, id)
  const { limit, cursor, unresolved, ...where } = asked
  const which = unresolved === undefined ? where : { ...where, unresolved: unresolved === 'true' }
  const after = cursor === undefined ? undefined : placeOf(cursor)
  const found = await store.pageOf(context, id, which, limit + 1, after)
  const page = found.slice(0, limit)
  const ids = page.flatMap(({ weighed }) => weighed.people.map(({ personId }) => personId))
  const known = await peopleOf(context.db, [...new Set(ids)])
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    items: page.map((row) => rowOf(row, (person) => known.get(person)?.name ?? '')),
    ...(last ? { next: packCursor([last.isUnresolved, last.label, last.id]) } : {}),
  }
}

function placeOf(cursor: string) {
  const [unresolved, label, id, ...rest] = openCursor(cursor) ?? []
  if (
    typeof unresolved !== 'boolean' ||
    typeof label !== 'string' ||
    label.includes('\0') ||
    !isId(id) ||
    rest.length > 0
  )
    throw badCursor({})
  return { unresolved, label, id }
}

function rowOf(row: store.Shown, nameOf: (id: string) => string): Row {
  const {
    id,
    kind,
    recordId,
    title,
    opportunityId,
    from,
    to,
    ends,
    problem,
    givenBy,
    region,
    letter,
    considered,
    packet,
  } = row
  return {
    id,
    kind,
    recordId,
    title,
    opportunityId,
    from,
    to,
    ends,
    problem,
    givenBy,
    region,
    letter,
    considered,
    packet,
    account: row.accountId && row.accountName ? { id: row.accountId, name: row.accountName } : null,
    stage:
      row.stageId && row.stageLabel
        ? { id: row.stageId, label: row.stageLabel, accountable: row.accountable ?? '' }
        : null,
    weighed: row.weighed.people.map(({ personId, score, terms }) => ({
      person: { id: personId, name: nameOf(personId) },
      score,
      terms,
    })),
  }
}

type Giving = { to: string | null; rows?: string[] | undefined; where?: store.Where | undefined }

/** Gives rows to somebody by hand. Refuses `succession.leaves-too`, `succession.cannot-end`, `succession.unknown-rows`. */
export async function giveRows(
  context: Context,
  id: string,
  version: number,
  { to, rows, where = {} }: Giving,
) {
  return context.transaction(async (tx) => {
    const stored = await editable(tx, context, id, version)
    if (to) {
      const person = await activePerson(tx, to)
      if (stored.leavers.includes(to)) throw errors.leavesToo({ person: person.name })
    }
    if (rows) {
      const known = await store.countKnown(tx, id, rows)
      const missing = new Set(rows).size - known
      if (missing > 0) throw errors.unknownRows({ rows: missing })
    }
    const given = await store.giveRows(tx, id, {
      toId: to,
      by: context.viewer.personId,
      at: context.now,
      ids: rows,
      where,
    })
    const held = given.find(({ kind }) => to === null && !ENDING.has(kind))
    if (held) throw errors.cannotEnd({ kind: held.kind })
    if (given.length === 0 && to && rows)
      throw errors.hasItAlready({ person: (await activePerson(tx, to)).name })
    await touch(tx, id, context.viewer.personId, context.now)
    await journal(tx, context, 'transition.rows-given', id, {
      to,
      where,
      rows: given.length,
      ids: rows?.slice(0, 100) ?? null,
    })
    return { changed: given.length, transition: await shown(tx, context.now, await one(tx, context, id)) }
  })
}

const ENDING: ReadonlySet<string> = new Set(['helper', 'hand-over', 'report'])

/** What the viewer gives away with scheduled transitions. */
export async function leaving(
  context: Context,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const after = cursor === undefined ? undefined : openCursor(cursor)?.[0]
  if (cursor !== undefined && !isId(after)) throw badCursor({})
  const found = await store.leavingOf(
    context.db,
    context.viewer.personId,
    limit + 1,
    after as string | undefined,
  )
  const items = found.slice(0, limit).map(({ opportunityId, title, ...row }) => ({
    ...row,
    opportunity: { id: opportunityId, title },
  }))
  const last = found.length > limit ? items.at(-1) : undefined
  return { items, ...(last ? { next: packCursor([last.id]) } : {}) }
}

/** The packet of one opportunity, by its giver or by whoever plans the transition; until it is done. */
export async function writePacket(context: Context, id: string, packet: Packet) {
  return context.transaction(async (tx) => {
    const row = await store.rowById(tx, id)
    const stored = row && (await lockTransition(tx, row.transitionId))
    const isGiver = row?.fromId === context.viewer.personId && stored?.state === 'scheduled'
    if (!row || !stored || row.kind !== 'opportunity' || !(isGiver || mayHandle(context, stored)))
      throw errors.noPacket({ id })
    if (stored.state === 'done') throw errors.doneAlready({ name: stored.name })
    await store.writePacket(tx, id, packet, context.viewer.personId)
    await journal(tx, context, 'transition.packet-written', row.transitionId, {
      opportunity: row.opportunityId,
    })
    return { id, packet }
  })
}
