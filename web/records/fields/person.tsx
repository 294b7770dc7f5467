import { PersonMark } from '../../kit/person-mark.tsx'
import { idOf, titleOf } from '../queries.ts'
import { ReferenceInput } from './reference.tsx'
import type { FieldView } from './view.ts'

export const person: FieldView = {
  Cell: ({ value }) => {
    const name = titleOf(value)
    return name ? <PersonMark name={name} id={idOf(value)} /> : null
  },
  Input: ReferenceInput,
}
