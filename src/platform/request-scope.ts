import { AsyncLocalStorage } from 'node:async_hooks'

/** The request on whose behalf code runs, for lines of the log written far below it. */
export type RequestScope = { requestId: string; personId?: string; readFrom?: string }

const scopes = new AsyncLocalStorage<RequestScope>()

/** Runs `work`, and everything it sets off, on behalf of a request. */
export function onBehalfOf<T>(scope: RequestScope, work: () => T): T {
  return scopes.run(scope, work)
}

/** The request this code runs for; undefined at start, in timers and on the command line. */
export function currentRequest(): RequestScope | undefined {
  return scopes.getStore()
}

/** Notes which database the answer under way was read from. */
export function noteReadFrom(from: string): void {
  const scope = scopes.getStore()
  if (scope) scope.readFrom = from
}
