import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { History } from '../../engines/mining/history.ts'
import { eventsOf } from '../../engines/mining/journal-log.ts'
import { measuresOf } from '../../engines/mining/measures.ts'
import { histories, MINUTE } from '../../engines/mining/random-histories.fixture.ts'
import {
  csvWriter,
  type LogWriter,
  ocelWriter,
  type Written,
  xesWriter,
} from '../../engines/mining/written-logs.ts'
import { scratch } from '../sheets/sheet.fixture.ts'
import { readLog } from './read-log.ts'

const disk = scratch()
afterAll(() => disk.leave())

const NOW = 200 * MINUTE
const SCHEMA = z.fromJSONSchema(
  JSON.parse(readFileSync(new URL('../../../test/ocel2.schema.json', import.meta.url), 'utf8')),
)
const written = (all: readonly History[]): Written[] =>
  all.map((history, i) => ({
    history: {
      ...history,
      number: i + 1,
      title: `光谱 <"&'> ${String.fromCharCode(7)}\n${i}`,
      account: i % 2 ? 'a1' : null,
    },
    account: i % 2 ? '华东大学' : null,
    events: eventsOf(history, NOW),
  }))
const whole = (writer: LogWriter, all: readonly Written[]) =>
  [writer.head(), ...all.map((one) => writer.each(one)), writer.foot()].join('')
const ocel = (all: readonly Written[]) => {
  const writer = ocelWriter()
  const objects = [writer.head(), ...all.map((one) => writer.each(one))].join('')
  return [objects, writer.between(), ...all.map((one) => writer.eventsOf(one)), writer.foot()].join('')
}
/** A column of a table is there where it says nothing, an attribute of the others is not: neither tells of anybody. */
const measured = async (name: string, text: string, columns = {}) => {
  const log = await readLog(disk.file(text, name), columns)
  const { event_attributes: _, case_attributes: __, handover, ...rest } = measuresOf(log)
  const telling = Object.entries(handover).filter(([, { distinct }]) => distinct > 0)
  return { ...rest, handover: Object.fromEntries(telling) }
}

test('what is written as XES, CSV and OCEL 2.0 is read back as the same measures, whatever happened', async () => {
  await fc.assert(
    fc.asyncProperty(
      histories.filter((all) => all.length > 0),
      async (all) => {
        const logs = written(all)
        const xes = await measured('log.xes', whole(xesWriter(), logs))
        expect(xes.cases).toBe(all.length)
        expect(xes.events).toBe(logs.reduce((sum, { events }) => sum + events.length, 0))
        expect(await measured('log.csv', whole(csvWriter(), logs))).toEqual(xes)
        const text = ocel(logs)
        expect(await measured('log.ocel2.json', text, { case: 'opportunity' })).toEqual(xes)
        expect(SCHEMA.safeParse(JSON.parse(text)).error).toBeUndefined()
      },
    ),
    { numRuns: 40 },
  )
})

test('in OCEL every object an event or an object names is there once, and every type is declared', () => {
  fc.assert(
    fc.property(histories, (all) => {
      const { objects, events, objectTypes, eventTypes } = JSON.parse(ocel(written(all)))
      const ids = objects.map(({ id }: { id: string }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      type Pointing = { relationships: { objectId: string }[] }
      const named = [...objects, ...events].flatMap((one: Pointing) =>
        one.relationships.map(({ objectId }) => objectId),
      )
      expect(named.filter((id) => !ids.includes(id))).toEqual([])
      const names = (types: { name: string }[]) => types.map(({ name }) => name)
      expect(objects.filter(({ type }: { type: string }) => !names(objectTypes).includes(type))).toEqual([])
      expect(events.filter(({ type }: { type: string }) => !names(eventTypes).includes(type))).toEqual([])
    }),
    { numRuns: 100 },
  )
})

test('the schema refuses what is no OCEL 2.0', () => {
  const fine = { objectTypes: [], eventTypes: [], objects: [], events: [] }
  expect(SCHEMA.safeParse(fine).success).toBe(true)
  expect(SCHEMA.safeParse({ ...fine, events: [{ id: '1', type: 'x' }] }).success).toBe(false)
  expect(
    SCHEMA.safeParse({ ...fine, objects: [{ id: '1', type: 'x', relationships: [{ objectId: '2' }] }] })
      .success,
  ).toBe(false)
  expect(SCHEMA.safeParse({ objects: [], events: [] }).success).toBe(false)
})
