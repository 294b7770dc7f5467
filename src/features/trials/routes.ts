import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Context } from '../../objects/context.ts'
import { rawRoute } from '../../objects/route.ts'
import { tooLarge } from '../../platform/http/errors.ts'
import { checked } from '../../platform/http/input.ts'
import { firstLook } from '../../platform/sheets/first-look.ts'
import { newFilePath } from '../imports/index.ts'
import { requireAdmin } from '../permissions/index.ts'
import { explainLine, tryTable } from './actions.ts'
import { type TrialFields, trialFields } from './contract.ts'
import * as errors from './errors.ts'

export const routes = [
  rawRoute(
    {
      method: 'POST',
      path: '/routing/simulation/table',
      summary:
        'Tries a table: multipart with `rules` (JSON, may be left out) and `explain` (a line, to get its candidates) before `file`; answers lines of JSON',
    },
    async (context, request, reply) => {
      requireAdmin(context.viewer)
      const part = await request.file()
      if (!part) throw errors.noFile({})
      const fields = fieldsOf(part.fields)
      const path = await newFilePath()
      try {
        await pipeline(part.file, firstLook, createWriteStream(path, { mode: 0o600 }))
        if (part.file.truncated) throw tooLarge({ bytes: part.file.bytesRead })
        const answer = await answered(context, path, fields)
        await rm(path)
        if (!(answer instanceof Readable)) return reply.send(answer)
        return reply.type('application/x-ndjson; charset=utf-8').send(answer)
      } finally {
        await rm(path, { force: true })
      }
    },
  ),
]

/** The file is read whole before the first line goes out. */
async function answered(context: Context, path: string, fields: TrialFields) {
  if (fields.explain !== undefined) return explainLine(context, path, fields, fields.explain)
  return Readable.from(jsonLines(await tryTable(context, path, fields)))
}

async function* jsonLines(lines: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`
}

function fieldsOf(given: Readonly<Record<string, unknown>>): TrialFields {
  const text = (name: string) => {
    const field = given[name]
    return typeof field === 'object' && field !== null && 'value' in field && typeof field.value === 'string'
      ? field.value
      : undefined
  }
  const rules = text('rules')
  const fields = { rules: rules === undefined ? undefined : parsed(rules), explain: text('explain') }
  return checked(trialFields, fields, 'body') as TrialFields
}

function parsed(rules: string): unknown {
  try {
    return JSON.parse(rules)
  } catch {
    throw errors.rulesUnreadable({})
  }
}
