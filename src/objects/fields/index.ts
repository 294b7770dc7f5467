import type { FieldDefinition, FieldType } from '../definition.ts'
import { autoNumber } from './auto-number.ts'
import { choice } from './choice.ts'
import { choices } from './choices.ts'
import { date } from './date.ts'
import { dateTime } from './date-time.ts'
import { department } from './department.ts'
import { email } from './email.ts'
import { file } from './file.ts'
import { formula } from './formula.ts'
import type { FieldKind } from './kind.ts'
import { longText } from './long-text.ts'
import { money } from './money.ts'
import { number } from './number.ts'
import { percent } from './percent.ts'
import { person } from './person.ts'
import { phone } from './phone.ts'
import { reference } from './reference.ts'
import { region } from './region.ts'
import { text } from './text.ts'
import { url } from './url.ts'
import { yesNo } from './yes-no.ts'

export type { FieldKind, SortKey, Written } from './kind.ts'
export { targetOf } from './reference.ts'

const KINDS: Readonly<Record<FieldType, FieldKind>> = {
  text,
  'long-text': longText,
  number,
  money,
  percent,
  date,
  'date-time': dateTime,
  'yes-no': yesNo,
  choice,
  choices,
  person,
  department,
  reference,
  email,
  phone,
  url,
  region,
  'auto-number': autoNumber,
  formula,
  file,
}

/** Everything there is to know about the type of a field. */
export function kindOf(field: Pick<FieldDefinition, 'type'>): FieldKind {
  return KINDS[field.type]
}
