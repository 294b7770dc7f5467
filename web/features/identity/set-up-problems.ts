import type { MessageKey } from '../../kit/text.tsx'
import { passwordProblem } from './password-problem.ts'

type Given = { company: string; name: string; email: string; password: string }

/** What still has to be put right before the set-up can be sent, by field; nothing where all is well. */
export function setUpProblems(given: Given): Partial<Record<keyof Given, MessageKey>> {
  const email = given.email.trim()
  const password = passwordProblem(given.password, email)
  return {
    ...(given.company.trim() ? {} : { company: 'identity.company-needed' as const }),
    ...(given.name.trim() ? {} : { name: 'identity.name-needed' as const }),
    ...(email === ''
      ? { email: 'identity.email-needed' as const }
      : /^[^@\s]+@[^@\s]+$/.test(email)
        ? {}
        : { email: 'identity.email-wrong' as const }),
    ...(password ? { password } : {}),
  }
}
