import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { isInstant } from '../../kernel/time.ts'

const person = z.object({ id: z.uuid(), name: z.string() })
const byId = z.object({ id: z.uuid() })

export const ABSENCE_KINDS = ['leave', 'sick', 'training', 'travel', 'other'] as const
export const absenceKind = z.enum(ABSENCE_KINDS)
export type AbsenceKind = z.infer<typeof absenceKind>

/** Days that calendars and databases agree on. */
const day = z.iso.date().refine((text) => text >= '2000-01-01' && text <= '2199-12-31')
const instant = z
  .string()
  .max(40)
  .refine((text) => isInstant(text) && text >= '2000-01-02' && text < '2199-12-31')
  .meta({ format: 'date-time' })

/** A day of the company, or an instant: a first day begins at its midnight, a last day ends with it. */
const moment = z.union([day, instant])

/** As the person, those above them and administrators see it. */
export const absence = z.object({
  id: z.uuid(),
  version: z.int(),
  person,
  from: z.string(),
  until: z.string(),
  kind: absenceKind,
  note: z.string().nullable(),
  deputy: person,
  /** Who stands in now: the deputy, or whoever stands in for a deputy who is away too. Null while it does not run. */
  acting: person.nullable(),
})
export type Absence = z.infer<typeof absence>

/** What everybody may know of somebody who is away: until when, and who stands in. */
export const away = z.object({ person, until: z.string(), deputy: person, acting: person })
export type AwayPerson = z.infer<typeof away>

export const listAbsences = endpoint({
  method: 'GET',
  path: '/absences',
  summary:
    'Who is away between two days (without them: now and to come), soonest first: oneself, those one leads, for administrators everybody',
  query: z.object({
    person: z.uuid().optional(),
    from: day.optional(),
    until: day.optional(),
  }),
  result: z.object({ items: z.array(absence), more: z.boolean() }),
})

export const whoIsAway = endpoint({
  method: 'GET',
  path: '/absences/now',
  summary: 'Everybody who is away now, until when and who stands in; `changesAt`: when this answer is old',
  result: z.object({ items: z.array(away), changesAt: z.string().nullable() }),
})

const note = z.string().trim().max(500)

export const previewAbsence = endpoint({
  method: 'POST',
  path: '/absences/preview',
  summary:
    'Who would stand in, and what they would see and do: opportunities held, hand-overs that wait, tasks',
  body: z.strictObject({
    person: z.uuid().optional(),
    from: moment,
    until: moment,
    deputy: z.uuid().nullable().optional(),
    /** The absence that is being changed, which does not stand in its own way. */
    absence: z.uuid().optional(),
  }),
  status: 200,
  result: z.object({
    from: z.string(),
    until: z.string(),
    deputy: person,
    proposed: z.boolean(),
    held: z.int(),
    handOvers: z.int(),
    tasks: z.int(),
  }),
})

export const recordAbsence = endpoint({
  method: 'POST',
  path: '/absences',
  summary: 'Somebody is away; without a deputy their manager stands in, else the plan’s keeper',
  body: z.strictObject({
    person: z.uuid().optional(),
    from: moment,
    until: moment,
    kind: absenceKind,
    note: note.nullable().optional(),
    deputy: z.uuid().nullable().optional(),
  }),
  result: absence,
})

export const changeAbsence = endpoint({
  method: 'PATCH',
  path: '/absences/:id',
  summary: 'Changes an absence that is not over; what has begun keeps its beginning',
  ifMatch: true,
  params: byId,
  body: z.strictObject({
    from: moment.optional(),
    until: moment.optional(),
    kind: absenceKind.optional(),
    note: note.nullable().optional(),
    deputy: z.uuid().optional(),
  }),
  result: absence,
})

export const endAbsence = endpoint({
  method: 'PUT',
  path: '/absences/:id/end',
  summary: 'Back now: a running absence ends, and the deputy stands in no more',
  ifMatch: true,
  params: byId,
  body: z.strictObject({}).optional(),
  result: absence,
})

export const cancelAbsence = endpoint({
  method: 'DELETE',
  path: '/absences/:id',
  summary: 'Cancels an absence that has not begun; the journal keeps it',
  ifMatch: true,
  params: byId,
})
