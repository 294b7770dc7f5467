import type { FieldMetadata, FieldType } from '../../client/metadata.ts'
import { autoNumber } from './auto-number.tsx'
import { choice } from './choice.tsx'
import { choices } from './choices.tsx'
import { date } from './date.tsx'
import { dateTime } from './date-time.tsx'
import { department } from './department.tsx'
import { email } from './email.tsx'
import { file } from './file.tsx'
import { formula } from './formula.tsx'
import { longText } from './long-text.tsx'
import { money } from './money.tsx'
import { number } from './number.tsx'
import { percent } from './percent.tsx'
import { person } from './person.tsx'
import { phone } from './phone.tsx'
import { reference } from './reference.tsx'
import { region } from './region.tsx'
import { text } from './text.tsx'
import { url } from './url.tsx'
import type { FieldView } from './view.ts'
import { yesNo } from './yes-no.tsx'

const VIEWS: Readonly<Record<FieldType, FieldView>> = {
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

/** How a field looks and is edited. */
export function viewOf(field: Pick<FieldMetadata, 'type'>): FieldView {
  return VIEWS[field.type]
}
