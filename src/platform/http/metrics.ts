import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Counter, Gauge, Histogram } from 'prom-client'
import type { Measures } from '../measures.ts'

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Counts and times every request by its route as declared (never by its address), and those under way. */
export function observeRequests(app: FastifyInstance, { register }: Measures): void {
  const registers = [register]
  const count = new Counter({
    name: 'baton_http_requests_total',
    help: 'Requests answered',
    labelNames: ['method', 'route', 'status'],
    registers,
  })
  const seconds = new Histogram({
    name: 'baton_http_request_seconds',
    help: 'Time to answer, streams without end left out',
    labelNames: ['method', 'route', 'outcome'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  })
  const inFlight = new Gauge({
    name: 'baton_http_requests_in_flight',
    help: 'Requests being answered, streams without end left out',
    registers,
  })
  const streams = new Gauge({
    name: 'baton_http_streams_open',
    help: 'Answers without end that are open: live changes',
    registers,
  })
  app.addHook('onRequest', (request, reply, done) => {
    const gauge = isEndless(request) ? streams : inFlight
    gauge.inc()
    reply.raw.once('close', () => gauge.dec()) // also where the client went away in the middle
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const of = { method: METHODS.has(request.method) ? request.method : 'other', route: routeOf(request) }
    count.inc({ ...of, status: String(reply.statusCode) })
    if (!isEndless(request))
      seconds.observe({ ...of, outcome: outcomeOf(reply.statusCode) }, reply.elapsedTime / 1000)
    done()
  })
}

/** The route as it is declared, `none` where there is none: an address may carry what somebody typed. */
export function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'none'
}

/** Whether the answer of this route has no end of its own. */
export function isEndless(request: FastifyRequest): boolean {
  return 'endless' in request.routeOptions.config && request.routeOptions.config.endless === true
}

function outcomeOf(status: number): 'done' | 'refused' | 'failed' {
  return status < 400 ? 'done' : status < 500 ? 'refused' : 'failed'
}
