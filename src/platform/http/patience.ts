import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as errors from './errors.ts'

/** How long a request waits for a connection to the database. */
export const CONNECTION_MS = 4_000
const BODY_MS = 20_000
const ANSWERED_MS = 10_000

/**
 * The first thing a request asks of the database. Where it is not answered in time (no connection is free, or the database is away), the
 * request is refused as busy: nothing of it has begun.
 */
export async function soon<T>(asked: PromiseLike<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(errors.busy({ seconds: 5 })), CONNECTION_MS)
  })
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Who was answered before all was sent is heard out for a while, unread, so that a browser comes to its answer; then the connection is cut.
 * Left alone it would stay open with its bytes waiting.
 */
export function endAnsweredUploads(app: FastifyInstance): void {
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.complete || raw.destroyed) return
    raw.resume()
    const cut = setTimeout(() => raw.destroy(), ANSWERED_MS)
    raw.once('close', () => clearTimeout(cut))
  })
}

/** Cuts whoever sends a body byte by byte. An upload may take long; only its silence is bounded, by the connection's time-out. */
export function refuseSlowBodies(app: FastifyInstance): void {
  const waiting = new WeakMap<FastifyRequest, NodeJS.Timeout>()
  app.addHook('onRequest', async (request) => {
    const {
      'content-type': type = '',
      'content-length': length,
      'transfer-encoding': coding,
    } = request.headers
    if (type.startsWith('multipart/') || (!coding && !Number(length ?? 0))) return
    waiting.set(
      request,
      setTimeout(() => request.raw.destroy(), BODY_MS),
    )
  })
  const arrived = async (request: FastifyRequest) => clearTimeout(waiting.get(request))
  app.addHook('preValidation', arrived)
  app.addHook('onResponse', arrived)
  app.addHook('onRequestAbort', arrived)
}
