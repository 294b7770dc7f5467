import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { measuresOf } from '../../engines/mining/measures.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { scratch } from '../sheets/sheet.fixture.ts'
import { readLog } from './read-log.ts'
import { writtenTime } from './written-time.ts'

const disk = scratch()
afterAll(() => disk.leave())

/** A log of two opportunities, as three programs write it. */
const EVENTS = [
  ['商机 1', 'lead', '王芳', '2026-01-05T09:00:00.000+08:00'],
  ['商机 1', 'quote & check', '李强', '2026-01-06T10:30:00.000+08:00'],
  ['商机 2', 'lead', '王芳', '2026-01-05T09:15:00.000+08:00'],
  ['商机 1', 'won', '王芳', '2026-01-09T09:00:00.000+08:00'],
] as const

const event = ([, activity, who, at]: (typeof EVENTS)[number]) =>
  `<event><string key="concept:name" value="${activity.replace('&', '&amp;')}"/><string key="org:resource" value="${who}"/><date key="time:timestamp" value="${at}"/><list key="notes"><string key="concept:name" value="inner"/></list></event>`
const trace = (name: string) =>
  `<trace><string key="concept:name" value="${name}"/>${EVENTS.filter(([of]) => of === name)
    .map(event)
    .join('')}</trace>`
const XES = `<?xml version="1.0"?><log><global scope="event"><string key="concept:name" value="x"/></global>${trace('商机 1')}${trace('商机 2')}</log>`
const CSV = `Case ID,Activity,Resource,Timestamp\r\n${EVENTS.map((one) => one.join(',')).join('\r\n')}\r\n`
const OCEL = JSON.stringify({
  objectTypes: [],
  eventTypes: [],
  objects: [
    ...['商机 1', '商机 2'].map((id) => ({ id, type: 'opportunity' })),
    ...['王芳', '李强'].map((id) => ({ id, type: 'person' })),
  ],
  events: EVENTS.map(([of, type, who, time], i) => ({
    id: String(i),
    type,
    time,
    attributes: [],
    relationships: [
      { objectId: of, qualifier: 'of' },
      { objectId: who, qualifier: 'by' },
    ],
  })),
})

const measured = async (name: string, content: string | Uint8Array) => {
  const {
    event_attributes: _,
    case_attributes: __,
    ...rest
  } = measuresOf(await readLog(disk.file(content, name)))
  return rest
}

describe('logs of other programs', () => {
  test('say the same as XES, gzipped XES, CSV and OCEL', async () => {
    const xes = await measured('log.xes', XES)
    expect(xes).toMatchObject({
      cases: 2,
      events: 4,
      activities: 3,
      first_event: '2026-01-05 09:00:00+08:00',
    })
    expect(xes.handover['org:resource']).toMatchObject({ handovers: 2, ping_pong_ABA: 1 })
    expect(await measured('log.xes.gz', gzipSync(XES))).toEqual(xes)
    expect(await measured('log.csv', CSV)).toEqual(xes)
    expect(await measured('log.json', OCEL)).toEqual(xes)
  })
  test('are refused with what is wrong', async () => {
    const refused = async (name: string, content: string) => {
      const thrown = await readLog(disk.file(content, name)).then(
        () => undefined,
        (no: unknown) => no,
      )
      if (!isRefusal(thrown)) throw new Error('it was not refused')
      return thrown
    }
    expect((await refused('a.xes', '<log><trace></log>')).code).toBe('logs.damaged')
    expect((await refused('a.xes', '<!DOCTYPE log [<!ENTITY a "b">]><log/>')).code).toBe('logs.damaged')
    expect((await refused('a.csv', 'case,activity\n1,lead\n')).facts).toMatchObject({ wanted: 'time' })
    expect((await refused('a.csv', 'case,activity,time\n1,lead,yesterday\n')).facts).toEqual({ event: 1 })
    expect((await refused('a.json', '{"events":1}')).code).toBe('logs.damaged')
    expect((await refused('a.doc', '')).code).toBe('logs.unknown-kind')
  })
})

test('times are read as programs write them', () => {
  expect(writtenTime('2010-12-30 11:02:00+01:00')).toEqual(writtenTime('2010-12-30T11:02:00.000+0100'))
  expect(writtenTime('2026-01-05T09:00:00Z').at).toBe(Date.parse('2026-01-05T09:00:00Z'))
  expect(writtenTime('2026-01-05T09:00:00.123456-05:30')).toEqual({
    at: Date.parse('2026-01-05T14:30:00.123Z'),
    offsetMinutes: -330,
  })
  expect(writtenTime('soon').at).toBeNaN()
})
