import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { ACTIVITY, EventLog, RESOURCE, TIME } from '../../engines/mining/event-log.ts'
import { damagedLog, noColumn } from './errors.ts'
import { writtenTime } from './written-time.ts'

const value = z.union([z.string(), z.number(), z.boolean()])
const log = z.object({
  objects: z.array(z.object({ id: z.string(), type: z.string() })),
  events: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      time: z.string(),
      attributes: z.array(z.object({ name: z.string(), value })).default([]),
      relationships: z.array(z.object({ objectId: z.string(), qualifier: z.string() })).default([]),
    }),
  ),
})

/**
 * Reads an OCEL 2.0 log in JSON from the side of one type of object: each of its objects is a case with the events it took part in.
 * Without a given type the one that takes part in most events is it; who an event's `person`s, `resource`s or `user`s are is its resource.
 * Refuses `logs.damaged`, `logs.no-column` where no object has that type.
 */
export async function readOcel(path: string, type?: string): Promise<EventLog> {
  const { objects, events } = parsed(path, await readFile(path, 'utf8'))
  const typeOf = new Map(objects.map((object) => [object.id, object.type]))
  const counts = new Map<string, number>()
  for (const { relationships } of events)
    for (const { objectId } of relationships) {
      const of = typeOf.get(objectId)
      if (of && !PEOPLE.test(of)) counts.set(of, (counts.get(of) ?? 0) + 1)
    }
  const wanted = type ?? [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
  if (wanted === undefined || !objects.some((object) => object.type === wanted))
    throw noColumn({ wanted: type ?? 'case', columns: [...new Set(typeOf.values())] })
  const read = new EventLog()
  for (const object of objects) if (object.type === wanted) read.addCase(object.id, [ACTIVITY])
  for (const { type: activity, time, attributes, relationships } of events) {
    const who = relationships.find(({ objectId }) => PEOPLE.test(typeOf.get(objectId) ?? ''))?.objectId
    const own: [string, string][] = [
      [ACTIVITY, activity],
      [TIME, time],
      ...(who ? [[RESOURCE, who] as [string, string]] : []),
      ...attributes.map((one): [string, string] => [one.name, String(one.value)]),
    ]
    const at = writtenTime(time)
    for (const id of new Set(relationships.map(({ objectId }) => objectId)))
      if (typeOf.get(id) === wanted) read.add({ case: id, ...at, attributes: own })
  }
  return read
}

const PEOPLE = /^(person|people|resource|user|employee)s?$/i

function parsed(path: string, text: string): z.infer<typeof log> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (thrown) {
    throw damagedLog({ path, reason: thrown instanceof Error ? thrown.message : String(thrown) })
  }
  const result = log.safeParse(json)
  if (!result.success) {
    const [issue] = result.error.issues
    throw damagedLog({ path, reason: `${issue?.path.join('.') || 'the file'}: ${issue?.message}` })
  }
  return result.data
}
