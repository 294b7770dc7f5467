import type { Context } from '../../objects/context.ts'
import type { Feature } from '../../objects/feature.ts'
import { rawRoute } from '../../objects/route.ts'
import { Streams } from './streams.ts'

type Renew = (personId: string) => Promise<Context | undefined>

const BEAT_MS = 25_000 // keeps proxies from closing a quiet stream

/** The live feature of one application; `renew` gives a stream's person their rights of this moment. */
export function liveFeature(renew: Renew): Feature & { streams: Streams } {
  const streams = new Streams()
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
        async (context, _request, reply) => {
          reply.hijack()
          reply.raw.writeHead(200, {
            'content-type': 'text/event-stream',
            'cache-control': 'no-store',
            'x-accel-buffering': 'no',
          })
          reply.raw.write('retry: 2000\n\n')
          const beat = setInterval(() => reply.raw.write(': \n\n'), BEAT_MS)
          const left = new Promise((done) => reply.raw.once('close', done))
          void left.then(() => clearInterval(beat))
          const leave = await streams.add({
            context,
            refresh: () => renew(context.viewer.personId),
            write: (text) => reply.raw.write(text),
            end: () => reply.raw.end(),
          })
          void left.then(leave) // also where it was left while it was being added
        },
      ),
    ],
  }
}
