import { isId } from '../../kernel/id.ts'
import { openCursor } from '../../kernel/page.ts'
import { isInstant } from '../../kernel/time.ts'
import { badCursor } from '../errors.ts'

/** Where a page ended that goes by an instant, as the database writes it, and an id. Refuses `objects.bad-cursor`. */
export function placeOf(cursor: string): { at: string; id: string } {
  const [at, id, ...rest] = openCursor(cursor) ?? []
  const isPlace =
    rest.length === 0 &&
    typeof at === 'string' &&
    isInstant(at.replace(' ', 'T').replace(/\+00$/, 'Z')) &&
    isId(id)
  if (!isPlace) throw badCursor({})
  return { at, id: id as string }
}
