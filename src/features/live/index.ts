import type { FastifyRequest } from 'fastify'
import type { Context } from '../../objects/context.ts'
import type { Feature } from '../../objects/feature.ts'
import { rawRoute } from '../../objects/route.ts'
import { Streams } from './streams.ts'

/** What a stream asks of the application it runs in. */
export type Asked = {
  /** A person's rights of this moment. */
  renew: (personId: string) => Promise<Context | undefined>
  /** The session or key a request came with. */
  credentialOf: (request: FastifyRequest) => string
  /** Those of these sessions and keys that still let somebody in. */
  living: (credentials: readonly string[]) => Promise<ReadonlySet<string>>
}

const MOST_UNREAD = 1_048_576
const BEAT_MS = 25_000 // keeps proxies from closing a quiet stream

/** The live feature of one application. A stream ends with the session or key that opened it. */
export function liveFeature({ renew, credentialOf, living }: Asked): Feature & { streams: Streams } {
  const streams = new Streams(living)
  return {
    name: 'live',
    streams,
    routes: [
      rawRoute(
        {
          method: 'GET',
          path: '/live',
          summary: 'Server-sent events: which records changed, of those one may see',
          endless: true,
        },
        async (context, request, reply) => {
          reply.hijack()
          reply.raw.writeHead(200, {
            'content-type': 'text/event-stream',
            'cache-control': 'no-store',
            'x-accel-buffering': 'no',
          })
          // Who does not read is cut before what waits for them fills our memory; a browser comes back by itself.
          const write = (text: string) => {
            if (reply.raw.writableLength > MOST_UNREAD) reply.raw.destroy()
            else reply.raw.write(text)
          }
          write('retry: 2000\n\n')
          const beat = setInterval(() => write(': \n\n'), BEAT_MS)
          const left = new Promise((done) => reply.raw.once('close', done))
          void left.then(() => clearInterval(beat))
          const leave = await streams.add({
            context,
            credential: credentialOf(request),
            refresh: () => renew(context.viewer.personId),
            write,
            end: () => reply.raw.end(),
          })
          void left.then(leave) // also where it was left while it was being added
        },
      ),
    ],
  }
}
