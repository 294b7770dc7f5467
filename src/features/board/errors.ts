import { refusal } from '../../kernel/refusal.ts'

/** There is no such department. */
export const unknownDepartment = refusal<{ id: string }>('board.unknown-department', 404)
/** The plan in force has no such process. */
export const unknownProcess = refusal<{ process: string; known: string[] }>('board.unknown-process', 404)
