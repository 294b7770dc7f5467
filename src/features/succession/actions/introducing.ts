import { addDays } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import { insertRecords } from '../../../objects/store.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { type JournalEntry, record } from '../../../platform/events/journal.ts'
import { FIRST_CONTACT_DAYS, firstContact, introduction, packetFrom } from '../rules/packet.ts'
import { factsOf } from '../store/carry.ts'
import { peopleOf } from '../store/people.ts'
import type { Kept } from '../store/rows.ts'

type Meeting = { fromId: string; toId: string; opportunityId: string; label: string }

/** Who is to be introduced to whom: once for each account a receiver takes over from a giver. */
export function meetingsOf(all: readonly Kept[]): Meeting[] {
  const going = all.flatMap(({ kind, fromId, toId, recordId, accountId, label }) =>
    kind === 'opportunity' && toId ? [{ fromId, toId, opportunityId: recordId, label, accountId }] : [],
  )
  const groups = Map.groupBy(
    going,
    (one) => `${one.fromId} ${one.toId} ${one.accountId ?? one.opportunityId}`,
  )
  return [...groups.values()].flatMap(([first]) => first ?? [])
}

/** Tasks for those who leave: introduce each receiver, before the day they go. Answers their ids. */
export async function askIntroductions(tx: Tx, within: Context, all: readonly Kept[], dueAt: string) {
  const today = within.now.slice(0, 10)
  const before = addDays(dueAt.slice(0, 10), -1)
  const dueOn = [before, today].sort()[1] ?? today
  return makeTasks(tx, within, meetingsOf(all), (meeting, names) => ({
    holder: meeting.fromId,
    dueOn,
    title: introduction(names.language(meeting.fromId), {
      to: names.name(meeting.toId),
      label: meeting.label,
      contact: names.contact(meeting),
    }),
  }))
}

/** Tasks for the receivers: the first contact with each account they took over. Answers how many. */
export async function makeFirstContacts(tx: Tx, within: Context, all: readonly Kept[]): Promise<number> {
  const dueOn = addDays(within.now.slice(0, 10), FIRST_CONTACT_DAYS)
  const made = await makeTasks(tx, within, meetingsOf(all), (meeting, names) => ({
    holder: meeting.toId,
    dueOn,
    title: firstContact(names.language(meeting.toId), {
      from: names.name(meeting.fromId),
      label: meeting.label,
      contact: names.contact(meeting),
    }),
  }))
  return made.length
}

type Names = {
  name(id: string): string
  language(id: string): 'zh' | 'en'
  contact(meeting: Meeting): string | null
}

async function makeTasks(
  tx: Tx,
  within: Context,
  meetings: readonly Meeting[],
  write: (meeting: Meeting, names: Names) => { holder: string; dueOn: string; title: string },
): Promise<string[]> {
  if (meetings.length === 0) return []
  const [people, facts] = await Promise.all([
    peopleOf(tx, [...new Set(meetings.flatMap(({ fromId, toId }) => [fromId, toId]))]),
    factsOf(
      tx,
      meetings.map(({ opportunityId }) => opportunityId),
    ),
  ])
  const contacts = new Map(facts.map((one) => [one.opportunityId, one.contact]))
  const names: Names = {
    name: (id) => people.get(id)?.name ?? '',
    language: (id) => people.get(id)?.language ?? 'zh',
    contact: ({ opportunityId }) => contacts.get(opportunityId) ?? null,
  }
  return insertRecords(
    tx,
    within,
    'task',
    meetings.map((meeting) => ({ input: { ...write(meeting, names), opportunity: meeting.opportunityId } })),
  )
}

/** The packet each opportunity leaves with, in its story: as its giver wrote it, else from what is on record, and it says which. */
export async function leavePackets(tx: Tx, within: Context, all: readonly Kept[]): Promise<void> {
  const going = all.filter(({ kind }) => kind === 'opportunity')
  const facts = new Map(
    (
      await factsOf(
        tx,
        going.flatMap(({ packet, recordId }) => (packet ? [] : [recordId])),
      )
    ).map((one) => [one.opportunityId, one]),
  )
  const people = await peopleOf(tx, [...new Set(going.flatMap(({ toId }) => toId ?? []))])
  const today = within.now.slice(0, 10)
  const entries = going.map((row): JournalEntry => {
    const about = { recordId: row.recordId, opportunityId: row.recordId }
    if (row.packet) {
      const { nextStepOn, nextStep, ...lines } = row.packet
      const text = [...Object.values(lines), `${nextStep} (${nextStepOn})`].join(' · ')
      return {
        ...about,
        kind: 'hand-over.packet-left',
        object: 'hand-over',
        after: { packet: row.packet, by: row.packetBy, text },
      }
    }
    const found = facts.get(row.recordId)
    const language = people.get(row.toId ?? '')?.language ?? 'zh'
    const packet = found && packetFrom(found, today, language)
    // named as the opportunity's fields are: whoever may not read a field does not read it here
    return {
      ...about,
      kind: 'opportunity.packet-generated',
      object: 'opportunity',
      after: {
        requirement: packet?.needs ?? null,
        amount: found?.amount ?? null,
        nextStep: packet?.nextStep ?? null,
        nextStepOn: packet?.nextStepOn ?? null,
      },
    }
  })
  await record(tx, within.actor, within.now, entries)
}
