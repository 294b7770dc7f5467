import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { rawRoute, route } from '../../objects/route.ts'
import { tooLarge } from '../../platform/http/errors.ts'
import { firstLook } from '../../platform/sheets/first-look.ts'
import { csvText } from '../../platform/sheets/write-csv.ts'
import * as actions from './actions/runs.ts'
import * as contract from './contract.ts'
import { noFile } from './errors.ts'

export const routes = [
  rawRoute(
    { method: 'POST', path: '/imports', summary: 'Uploads a table: multipart with `object` before `file`' },
    async (context, request, reply) => {
      const part = await request.file()
      const given = part?.fields['object']
      const object =
        given && 'value' in given ? contract.IMPORT_OBJECTS.find((name) => name === given.value) : undefined
      if (!part || !object) throw noFile({ objects: [...contract.IMPORT_OBJECTS] })
      actions.requireCreate(context, object)
      const path = await actions.newFilePath()
      try {
        await pipeline(part.file, firstLook, createWriteStream(path, { mode: 0o600 }))
        if (part.file.truncated) throw tooLarge({ bytes: part.file.bytesRead })
        return reply.status(201).send(await actions.openRun(context, object, part.filename, path))
      } catch (thrown) {
        await actions.discard(path)
        throw thrown
      }
    },
  ),
  route(contract.listRuns, (context) => actions.listRuns(context)),
  route(contract.getRun, (context, { params }) => actions.getRun(context, params.id)),
  route(contract.setMapping, (context, { params, body }) => actions.setMapping(context, params.id, body)),
  route(contract.checkRun, (context, { params }) => actions.startCheck(context, params.id)),
  route(contract.startRun, (context, { params }) => actions.startRun(context, params.id)),
  route(contract.cancelRun, (context, { params }) => actions.cancelRun(context, params.id)),
  route(contract.undoRun, (context, { params }) => actions.startUndo(context, params.id)),
  route(contract.listProblems, (context, { params, query }) =>
    actions.problems(context, params.id, query.after, query.limit),
  ),
  rawRoute(
    {
      method: 'GET',
      path: '/imports/:id/problems.csv',
      summary: 'The failed rows with their reasons, as CSV',
    },
    async (context, request, reply) => {
      const { id } = request.params as { id: string }
      const lines = actions.problemLines(context, id)
      await actions.getRun(context, id)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="problems.csv"')
        .send(
          Readable.from(
            csvText(await actions.problemHeadings(context, id), lines, { bom: true, excelSafe: true }),
          ),
        )
    },
  ),
]
