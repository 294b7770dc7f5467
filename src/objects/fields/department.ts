import { pointerKind } from './reference.ts'

export const department = pointerKind('department')
