import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { notFound } from './errors.ts'
import { soon } from './patience.ts'

export type OperatorOptions = {
  isReady(): Promise<boolean>
  /** What `/metrics` answers. */
  metricsText(): Promise<string>
  /** Who shows it reads the measures, from anywhere. */
  metricsToken?: string | undefined
  /** Where a proxy may stand before us, everybody seems to come from this machine: only the token counts. */
  publicUrl?: string | undefined
}

const PROMETHEUS = 'text/plain; version=0.0.4; charset=utf-8'

/** What machines ask: is the process up, can it work, how does it do. */
export function addOperatorRoutes(app: FastifyInstance, options: OperatorOptions): void {
  app.get('/healthz', async () => ({ status: 'up' }))
  app.get('/readyz', async (_request, reply) => {
    const ready = await soon(options.isReady()).catch(() => false)
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' })
  })
  app.get('/metrics', async (request, reply) => {
    if (!mayMeasure(request, options)) throw notFound({ path: '/metrics' })
    return reply.type(PROMETHEUS).send(await options.metricsText())
  })
}

/** The token from anywhere; without one, whoever sits at this machine, unless a proxy may have brought them. */
function mayMeasure(request: FastifyRequest, { metricsToken, publicUrl }: OperatorOptions): boolean {
  const shown = /^Bearer (\S{1,200})$/.exec(request.headers.authorization ?? '')?.[1]
  if (metricsToken) return shown !== undefined && isSame(shown, metricsToken)
  return !publicUrl && !wasForwarded(request) && isLoopback(request.socket.remoteAddress ?? '')
}

function wasForwarded({ headers }: FastifyRequest): boolean {
  return ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'].some(
    (name) => headers[name] !== undefined,
  )
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address)
}

function isSame(shown: string, kept: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(shown), hash(kept))
}
