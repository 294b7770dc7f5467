/** Facts of a refusal: plain JSON, read by the browser to write the sentence in the user's language. */
export type Facts = Readonly<Record<string, unknown>>

/** The one expected "no": code + HTTP status + facts. Everything else that is thrown is a fault. */
export class Refusal extends Error {
  readonly code: string
  readonly status: number
  readonly facts: Facts
  constructor(code: string, status: number, facts: Facts) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.status = status
    this.facts = facts
  }
}

/** A catalogue entry: call it with its facts to get the Refusal to throw. */
export type RefusalMaker<F extends Facts> = ((facts: F) => Refusal) & {
  readonly code: string
  readonly status: number
}

const catalogue = new Map<string, number>()

/**
 * Declares a refusal once: `export const limitReached = refusal<{ held: number }>('pool.limit-reached', 409)`.
 * Throws a fault where the code is declared twice.
 */
export function refusal<F extends Facts = Record<string, never>>(
  code: string,
  status: number,
): RefusalMaker<F> {
  if (catalogue.has(code)) throw new Error(`refusal ${code} is declared twice`)
  catalogue.set(code, status)
  return Object.assign((facts: F) => new Refusal(code, status, facts), { code, status })
}

/** True for an expected "no". */
export function isRefusal(thrown: unknown): thrown is Refusal {
  return thrown instanceof Refusal
}

/** Every refusal declared so far, sorted by code. */
export function allRefusals(): { code: string; status: number }[] {
  return [...catalogue].map(([code, status]) => ({ code, status })).sort((a, b) => (a.code < b.code ? -1 : 1))
}
