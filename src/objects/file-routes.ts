import { fileRefused } from './errors.ts'
import type { filesIn } from './files.ts'
import { openObject } from './records.ts'
import { type Route, rawRoute } from './route.ts'

/** Uploading a file, and reading one with the record that carries it. */
export function fileRoutes(files: ReturnType<typeof filesIn>): Route[] {
  return [
    rawRoute(
      { method: 'POST', path: '/files', summary: 'Uploads a file for a file field' },
      async (context, request, reply) => {
        const part = request.isMultipart() ? await request.file() : undefined
        if (!part) throw fileRefused({ code: 'no-file' })
        return reply.status(201).send(await files.keep(context.viewer.personId, part.filename, part.file))
      },
    ),
    rawRoute(
      { method: 'GET', path: '/:plural/:id/files/:field', summary: 'The file a record carries' },
      async (context, request, reply) => {
        const { plural, id, field } = request.params as { plural: string; id: string; field: string }
        const { card, bytes } = await files.open(context, openObject(context, plural), id, field)
        return reply
          .header('content-type', card.type)
          .header('content-length', card.size)
          .header('content-security-policy', "default-src 'none'; sandbox")
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(card.name)}`)
          .send(bytes)
      },
    ),
  ]
}
