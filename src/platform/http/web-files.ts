import { existsSync } from 'node:fs'
import { join } from 'node:path'
import files from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** Serves the built web app: hashed assets for ever, every other page address gets index.html. */
export async function serveWeb(app: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) return
  await app.register(files, {
    root: folder,
    serve: false, // only by the addresses below, which say how long a file keeps
    dotfiles: 'ignore',
    index: false,
    cacheControl: false,
    decorateReply: true,
    preCompressed: true, // the build lays packed assets beside the plain ones
  })
  const page = (
    _request: unknown,
    reply: { header(k: string, v: string): unknown; sendFile(n: string): unknown },
  ) => {
    reply.header('cache-control', 'no-cache')
    return reply.sendFile('index.html')
  }
  app.get('/', page as never)
  app.get('/*', (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    if (path.startsWith('/api/')) return reply.callNotFound()
    if (path.startsWith('/assets/')) {
      reply.header('cache-control', 'public, max-age=31536000, immutable')
      return reply.sendFile(path.slice(1))
    }
    return /\.[a-z0-9]+$/.test(path)
      ? reply.sendFile(path.slice(1))
      : (page as never as (a: unknown, b: unknown) => unknown)(request, reply)
  })
}
