import { refusal } from '../../kernel/refusal.ts'

/** There is no such thing in the bin, or it is not yours to restore. */
export const notInBin = refusal<{ id: string }>('bin.not-found', 404)
/** Open opportunities name this account: merge it into another, or move them first. */
export const accountInUse = refusal<{ account: string; open: number }>('bin.account-in-use', 409)
/** Opportunities still name it; it is removed for good once none does. */
export const stillNamed = refusal<{ opportunities: number }>('bin.still-named', 409)
