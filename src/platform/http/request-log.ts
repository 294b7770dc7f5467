import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Log } from '../log.ts'
import { currentRequest, onBehalfOf, type RequestScope } from '../request-scope.ts'
import { isEndless, routeOf } from './metrics.ts'

const scopes = new WeakMap<FastifyRequest, RequestScope>()

/**
 * One line a request, by its route as declared, never its address or what was sent: failed or slower than `slowMs` at `warn`,
 * every other at `debug`. Whatever the request sets off is logged under its id.
 */
export function logRequests(app: FastifyInstance, log: Log, slowMs: number): void {
  app.addHook('onRequest', (request, _reply, done) => {
    scopes.set(request, { requestId: request.id })
    done()
  })
  // Here, not before: reading the body comes back from the socket, which knows of no request.
  app.addHook('preValidation', (request, _reply, done) => {
    onBehalfOf(scopes.get(request) ?? { requestId: request.id }, done)
  })
  app.addHook('onSend', (request, reply, _payload, done) => {
    const from = scopes.get(request)?.readFrom
    if (from === 'standby') reply.header('baton-read-from', from)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const ms = Math.round(reply.elapsedTime)
    const isSlow = ms >= slowMs && !isEndless(request)
    const level = reply.statusCode >= 500 || isSlow ? 'warn' : 'debug'
    log[level](
      {
        ...scopes.get(request),
        method: request.method,
        route: routeOf(request),
        status: reply.statusCode,
        ms,
      },
      isSlow ? 'slow request' : 'request',
    )
    done()
  })
}

/** Notes in whose name the request under way is. */
export function noteWho(personId: string): void {
  const scope = currentRequest()
  if (scope) scope.personId = personId
}
