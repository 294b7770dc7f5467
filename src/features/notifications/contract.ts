import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { NOTICE_GROUPS, type NoticeKind, URGENCIES } from './rules/kinds.ts'

/** What one person is told. The words are made from `kind` and `facts` in the reader's language. */
export type Notice = {
  personId: string
  /** An entry of `rules/kinds.ts`, which holds its words in both languages. */
  kind: NoticeKind
  /** Names and figures the words need. What somebody wrote stands under `text` or `reason`: it is shown while the opportunity may be seen. */
  facts: Readonly<Record<string, unknown>>
  /** People whose names become facts: `{ by: '0198…' }` is told as `by: '王芳'`. */
  people?: Readonly<Record<string, string | null>>
  opportunityId?: string | null
  /** Where it leads in the browser: a path, as `/opportunities/0198…`. */
  link: string
  /** What it is about, person included: the same key is never told twice. */
  key: string
}

export { NOTICE_GROUPS, type NoticeGroup, type NoticeKind, type Urgency } from './rules/kinds.ts'

const byId = z.object({ id: z.uuid() })
const person = z.object({ id: z.uuid(), name: z.string() })
const group = z.enum(NOTICE_GROUPS)

/** A notice as its reader has it. The words are made by `wordsOf` of `rules/words.ts`. */
export const notice = z.object({
  id: z.uuid(),
  /** As it was told; one that this program does not know is told in general words. */
  kind: z.string(),
  group,
  urgency: z.enum(URGENCIES),
  facts: z.record(z.string(), z.unknown()),
  /** What it is called now; null where there is none, or the reader may not see it (any more). */
  opportunity: z.object({ id: z.uuid(), number: z.int(), title: z.string() }).nullable(),
  /** Somebody who is away and for whom the reader stands in. */
  onBehalfOf: person.nullable(),
  link: z.string(),
  at: z.string(),
  readAt: z.string().nullable(),
})
export type NoticeItem = z.infer<typeof notice>

export const listNotices = endpoint({
  method: 'GET',
  path: '/notices',
  summary: 'What I was told, newest first; `unread-first`: what I have not read before what I have',
  query: z.object({
    order: z.enum(['newest', 'unread-first']).default('newest'),
    unread: z.stringbool().optional(),
    group: group.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(30),
    cursor: z.string().max(400).optional(),
  }),
  result: z.object({ items: z.array(notice), next: z.string().optional() }),
})

/** Counting ends here; the browser shows 99+. */
export const MOST_COUNTED = 100

export const countNotices = endpoint({
  method: 'GET',
  path: '/notices/count',
  summary: 'How many I have not read (counting ends at 100), and how many of them are urgent',
  result: z.object({ unread: z.int(), urgent: z.int() }),
})

export const readNotice = endpoint({
  method: 'PUT',
  path: '/notices/:id/read',
  summary: 'I have read it; again changes nothing',
  params: byId,
})

export const unreadNotice = endpoint({
  method: 'DELETE',
  path: '/notices/:id/read',
  summary: 'I want to come back to it: it counts as unread',
  params: byId,
})

export const readAllNotices = endpoint({
  method: 'PUT',
  path: '/notices/read',
  summary:
    'I have read everything up to `until` (what I saw last; without it: up to now), of one group or of all',
  body: z.strictObject({ until: z.iso.datetime({ offset: true }).optional(), group: group.optional() }),
  status: 200,
  result: z.object({ read: z.int() }),
})
