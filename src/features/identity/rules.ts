import { PASSWORD_MIN } from './contract.ts'

export const LOCK_FAILURES = 8 // failures of one e-mail …
export const LOCK_MINUTES = 15 // … within this time lock it for the rest of it
export const IP_FAILURES = 40 // an office behind one address mistypes more than a person

const COMMON = [
  'password',
  'passw0rd',
  'changeme',
  'qwertyuiop',
  'asdfgh',
  'zxcvbn',
  '1qaz2wsx',
  '1q2w3e4r',
  'qazwsx',
  'a123456',
  '5201314',
  '00000000',
  '88888888',
  '66666666',
  'sunshine',
  'princess',
  'football',
  'monkey',
  'dragon',
  'superman',
  'trustno1',
  'master',
  'baton',
  '接力',
  '12345678',
  'qwerty',
  '11111111',
  'iloveyou',
  'admin',
  'woaini',
  'abc123',
  'letmein',
  'welcome',
]

/** True for a password that is long enough, not the e-mail or the company, and not a common word with little around it. */
export function isStrongEnough(password: string, email: string, company = ''): boolean {
  if ([...password].length < PASSWORD_MIN) return false
  const folded = password.toLowerCase()
  const borrowed = [email.split('@')[0] ?? '', company.toLowerCase()]
  if (folded === email) return false
  if (borrowed.some((word) => word.length > 3 && folded.replaceAll(word, '').length < 6)) return false
  if (new Set(folded).size < 4) return false
  return !COMMON.some((word) => folded.replaceAll(word, '').length < 5)
}

/** Whole minutes until the oldest of the failures that lock is old enough; at least one. */
export function minutesLocked(now: string, oldest: string): number {
  return Math.max(1, Math.ceil(LOCK_MINUTES - (Date.parse(now) - Date.parse(oldest)) / 60_000))
}
