import { titleOf } from '../queries.ts'
import { ReferenceInput } from './reference.tsx'
import type { FieldView } from './view.ts'

export const department: FieldView = { Cell: ({ value }) => titleOf(value) ?? null, Input: ReferenceInput }
