import { pointerKind } from './reference.ts'

export const person = pointerKind('person')
