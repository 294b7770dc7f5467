import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Sql } from '../db/pool.ts'

/** `GET /metrics`: requests and their time by route and status, connections by state, and the process itself. */
export function observeRequests(app: FastifyInstance, db: Sql): void {
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
  observeConnections(register, db)
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

function observeConnections(register: Registry, db: Sql): void {
  new Gauge({
    name: 'baton_db_connections',
    help: 'Connections of every Baton process to this database',
    labelNames: ['name', 'state'],
    registers: [register],
    async collect() {
      const rows = await db<{ name: string; state: string; count: number }[]>`
        select application_name as name, coalesce(state, 'unknown') as state, count(*)::int as count
        from pg_stat_activity where datname = current_database() and application_name like 'baton%' group by 1, 2`
      this.reset()
      for (const { name, state, count } of rows) this.set({ name, state }, count)
    },
  })
}
