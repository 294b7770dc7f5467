import { PASSWORD_MIN } from '../../../src/features/identity/contract.ts'
import { isStrongEnough } from '../../../src/features/identity/rules.ts'
import type { MessageKey } from '../../kit/text.tsx'

/** What is wrong with a new password; undefined where it will do. The server decides again. */
export function passwordProblem(password: string, email: string): MessageKey | undefined {
  if (password === '') return 'identity.password-needed'
  return isStrongEnough(password, email.trim().toLowerCase()) ? undefined : 'identity.password-weak'
}

/** The facts the messages about passwords name. */
export const passwordFacts = { min: PASSWORD_MIN }
