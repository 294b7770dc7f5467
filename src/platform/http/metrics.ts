import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** `GET /metrics`: requests and their time by route and status, and the process itself. */
export function observeRequests(app: FastifyInstance): void {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const labels = ['method', 'route', 'status']
  const count = new Counter({
    name: 'baton_http_requests_total',
    help: 'Requests answered',
    labelNames: labels,
    registers: [register],
  })
  const seconds = new Histogram({
    name: 'baton_http_request_seconds',
    help: 'Time to answer',
    labelNames: labels,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [register],
  })
  app.addHook('onResponse', async (request, reply) => {
    const of = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: String(reply.statusCode),
    }
    count.inc(of)
    seconds.observe(of, reply.elapsedTime / 1000)
  })
  app.get('/metrics', async (_request, reply) =>
    reply.type(register.contentType).send(await register.metrics()),
  )
}
