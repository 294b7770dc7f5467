import { csvLine } from '../tabular/csv-line.ts'
import { ACTIVITY, TIME } from './event-log.ts'
import type { History } from './history.ts'
import { EVENT_FIELDS, type JournalEvent } from './journal-log.ts'

/** An opportunity with its events, people and departments named. */
export type Written = { history: History; events: readonly JournalEvent[]; account: string | null }

/** A log as a file is written, piece by piece; what a piece is made of is not kept. */
export type LogWriter = { head(): string; each(one: Written): string; foot(): string }

const iso = (at: number) => new Date(at).toISOString().replace('Z', '+00:00')

/** A table of events: `case:…` columns of the opportunity, then the event's. */
export function csvWriter(): LogWriter {
  const columns = [`case:${ACTIVITY}`, ACTIVITY, TIME, ...EVENT_FIELDS.slice(1).map(([name]) => name)]
  const ofCase = ['case:title', 'case:type', 'case:source', 'case:region', 'case:outcome']
  const line = (cells: readonly (string | null)[]) => `${csvLine(cells, { excelSafe: true })}\r\n`
  return {
    head: () => line([...columns, ...ofCase]),
    each: ({ history, events }) => {
      const { number, title, type, source, region, outcome } = history
      return events
        .map((event) =>
          line([
            String(number),
            event.activity,
            iso(event.at),
            ...EVENT_FIELDS.slice(1).map(([, field]) => event[field]),
            ...[title, type, source, region, outcome],
          ]),
        )
        .join('')
    },
    foot: () => '',
  }
}

const XES_HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="2.0" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<global scope="trace"><string key="concept:name" value="0"/></global>
<global scope="event"><string key="concept:name" value=""/><string key="lifecycle:transition" value="complete"/><date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/></global>
<classifier name="Activity" keys="concept:name"/>
<classifier name="Activity and lifecycle" keys="concept:name lifecycle:transition"/>
<string key="concept:name" value="Baton"/>
<string key="lifecycle:model" value="standard"/>
`

/** XES 2.0 (IEEE 1849): a trace an opportunity, with lifecycle and who did it. */
export function xesWriter(): LogWriter {
  const text = (key: string, value: string | null) =>
    value === null || value === '' ? '' : `<string key="${key}" value="${escaped(value)}"/>`
  const attributes = (event: JournalEvent) =>
    `${EVENT_FIELDS.map(([key, field]) => text(key, event[field])).join('')}<date key="${TIME}" value="${iso(event.at)}"/>`
  return {
    head: () => XES_HEAD,
    each: ({ history, events }) => {
      const { number, title, type, source, region, outcome } = history
      const own = { title, type, source, region, outcome }
      const ofCase = Object.entries(own).map(([key, value]) => text(key, value))
      const inside = events.map((event) => `<event>${attributes(event)}</event>\n`)
      return `<trace>${text(ACTIVITY, String(number))}${ofCase.join('')}\n${inside.join('')}</trace>\n`
    },
    foot: () => '</log>\n',
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
/** What XML 1.0 cannot carry at all: controls and halves of pairs. */
const UNSPEAKABLE = /[^\t\n\r\P{Cc}]|\p{Cs}|[\ufffe\uffff]/gu

function escaped(text: string): string {
  return text
    .replace(UNSPEAKABLE, '\ufffd')
    .replace(/[&<>"]/g, (letter) => ESCAPES[letter] ?? letter)
    .replace(/[\t\n\r]/g, (letter) => `&#${letter.charCodeAt(0)};`)
}

type Value = string | number | boolean
type Attribute = { name: string; value: Value; time?: string }
type OcelObject = {
  id: string
  type: string
  attributes: Attribute[]
  relationships: { objectId: string; qualifier: string }[]
}

const opportunityId = (number: number) => `opportunity/${number}`
const handOverId = (number: number, index: number) => `hand-over/${number}/${index + 1}`
const accountId = (id: string) => `account/${id}`

/**
 * OCEL 2.0 as JSON in two passes over the same opportunities: `objects` first, then `events` of those that had one, then `foot` says which
 * types there were. A person is called by their name, which the caller makes unique.
 */
export function ocelWriter() {
  const people = new Set<string>()
  const accounts = new Map<string, string>()
  const known = new Set<number>()
  const activities = new Set<string>()
  const separated = separating()
  let events = 0
  const objectOf = (one: Written): string => {
    const { history, account } = one
    known.add(history.number)
    if (history.account && account) accounts.set(history.account, account)
    for (const { person } of one.events) if (person !== null) people.add(person)
    return [ofOpportunity(one), ...offersOf(one)].map(separated).join('')
  }
  const eventOf = (history: History, event: JournalEvent): string => {
    activities.add(event.activity)
    if (event.person !== null) people.add(event.person)
    const about = [
      { objectId: opportunityId(history.number), qualifier: 'of' },
      ...(event.person === null ? [] : [{ objectId: event.person, qualifier: 'by' }]),
      ...(event.handOver === null
        ? []
        : [{ objectId: handOverId(history.number, event.handOver), qualifier: 'about' }]),
    ]
    const attributes = EVENT_FIELDS.slice(1).flatMap(([name, field]) => {
      const value = event[field]
      return value === null || value === '' || field === 'person' ? [] : [{ name, value }]
    })
    events++
    return separated({
      id: `event/${events}`,
      type: event.activity,
      time: iso(event.at),
      attributes,
      relationships: about,
    })
  }
  return {
    head: () => '{"objects":[\n',
    each: objectOf,
    /** Goes from objects to events. */
    between: () => {
      const others = [
        ...[...people].map((id) => plain(id, 'person', [{ name: 'name', value: id, time: EPOCH }])),
        ...[...accounts].map(([id, name]) =>
          plain(accountId(id), 'account', [{ name: 'name', value: name, time: EPOCH }]),
        ),
      ]
      const last = others.map(separated).join('')
      separated(undefined)
      return `${last}\n],"events":[\n`
    },
    /** What came or whose people came after the first pass is left out: every object an event names is there. */
    eventsOf: ({ history, events }: Written) =>
      known.has(history.number)
        ? events
            .filter(({ person }) => person === null || people.has(person))
            .map((event) => eventOf(history, event))
            .join('')
        : '',
    foot: () =>
      `\n],"objectTypes":${JSON.stringify(OBJECT_TYPES)},"eventTypes":${JSON.stringify(
        [...activities].map((name) => ({ name, attributes: EVENT_ATTRIBUTES })),
      )}}\n`,
  }
}

const EPOCH = '1970-01-01T00:00:00.000+00:00'
const STRING = (name: string) => ({ name, type: 'string' })
const EVENT_ATTRIBUTES = EVENT_FIELDS.slice(1)
  .filter(([, field]) => field !== 'person')
  .map(([name]) => STRING(name))
const OBJECT_TYPES = [
  {
    name: 'opportunity',
    attributes: [
      ...['title', 'type', 'source', 'region', 'outcome', 'currency'].map(STRING),
      { name: 'amount', type: 'integer' },
    ],
  },
  { name: 'person', attributes: [STRING('name')] },
  { name: 'account', attributes: [STRING('name')] },
  { name: 'hand-over', attributes: [STRING('state')] },
]

function plain(id: string, type: string, attributes: Attribute[]): OcelObject {
  return { id, type, attributes, relationships: [] }
}

function ofOpportunity({ history, account }: Written): OcelObject {
  const { number, title, type, source, region, outcome, amount, openedAt, closedAt } = history
  const time = iso(openedAt)
  const own: Record<string, Value | null> = { title, type, source, region }
  const said = Object.entries(own).flatMap(([name, value]) => (value === null ? [] : [{ name, value, time }]))
  if (amount)
    said.push(
      { name: 'amount', value: amount.minor, time },
      { name: 'currency', value: amount.currency, time },
    )
  if (outcome) said.push({ name: 'outcome', value: outcome, time: iso(closedAt ?? openedAt) })
  return {
    id: opportunityId(number),
    type: 'opportunity',
    attributes: said,
    relationships: [
      ...(history.account && account ? [{ objectId: accountId(history.account), qualifier: 'for' }] : []),
      ...history.offers.map((_, i) => ({ objectId: handOverId(number, i), qualifier: 'handed over by' })),
    ],
  }
}

function offersOf({ history, events }: Written): OcelObject[] {
  return history.offers.map((offer, i) => {
    const own = events.filter(({ handOver }) => handOver === i)
    return {
      id: handOverId(history.number, i),
      type: 'hand-over',
      attributes: [{ name: 'state', value: offer.state, time: iso(offer.answeredAt ?? offer.offeredAt) }],
      relationships: own.flatMap(({ person, lifecycle }) =>
        person === null
          ? []
          : [{ objectId: person, qualifier: lifecycle === 'schedule' ? 'from' : 'answered by' }],
      ),
    }
  })
}

/** Puts a comma before all but the first; `undefined` begins anew. */
function separating(): (value: unknown) => string {
  let isFirst = true
  return (value) => {
    if (value === undefined) {
      isFirst = true
      return ''
    }
    const text = `${isFirst ? '' : ',\n'}${JSON.stringify(value)}`
    isFirst = false
    return text
  }
}
