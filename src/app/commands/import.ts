import { copyFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { IMPORT_OBJECTS } from '../../features/imports/contract.ts'
import {
  type Answer,
  getRun,
  type ImportObject,
  newFilePath,
  openRun,
  type Run,
  type Settings,
  setMapping,
  settled,
  startCheck,
  startRun,
} from '../../features/imports/index.ts'
import type { Context } from '../../objects/context.ts'
import type { Application } from '../application.ts'
import type { Command } from './command.ts'

export type FileImport = {
  file: string
  object: ImportObject
  mapping?: Record<string, string | null>
  settings?: Settings
  answers?: Record<string, Record<string, Answer>>
  /** Only try; write no record. */
  dryRun?: boolean
}

/** Imports a file the way the browser does: opened, mapped, checked, carried out. Stops at open questions. */
export async function importFile(context: Context, given: FileImport): Promise<Run> {
  const path = await newFilePath()
  await copyFile(given.file, path)
  const opened = await openRun(context, given.object, basename(given.file), path)
  await setMapping(context, opened.id, {
    mapping: given.mapping,
    settings: given.settings,
    answers: given.answers,
  })
  await startCheck(context, opened.id)
  await settled(opened.id)
  const checked = await getRun(context, opened.id)
  if (given.dryRun || checked.state !== 'checked' || checked.questions.length > 0) return checked
  await startRun(context, opened.id)
  await settled(opened.id)
  return getRun(context, opened.id)
}

/** The administrator the command line works as. */
export async function administrator(application: Application): Promise<Context> {
  const [row] = await application.db<{ id: string }[]>`
    select id from person where admin and deactivated_at is null order by created_at limit 1`
  const context = row && (await application.contextFor(row.id))
  if (!context)
    throw new Error(
      'Baton is not set up yet. Start it and open its address, or set BATON_ADMIN_EMAIL and BATON_ADMIN_PASSWORD.',
    )
  return context
}

const USAGE = `npm run baton -- import <file> --object opportunity|account|contact|product|person [options]

  --map "heading=field"        what a column means; field empty: leave it out (repeatable)
  --answer "field:value=other" an answer to a question: an id, a stage or choice, or + to make it (repeatable)
  --create people,accounts,products   what may be made where a name is new and near to none
  --divide                     let the plan find holders for open rows
  --currency USD               of amounts that name none
  --date-order day-first|month-first
  --dry-run                    try only
  --json                       print the whole report`

export const importCommand: Command = {
  name: 'import',
  summary: 'imports a CSV, TSV or XLSX file, trying it first',
  usage: USAGE,
  run: async (args, application) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        object: { type: 'string' },
        map: { type: 'string', multiple: true },
        answer: { type: 'string', multiple: true },
        create: { type: 'string' },
        divide: { type: 'boolean' },
        currency: { type: 'string' },
        'date-order': { type: 'string' },
        'dry-run': { type: 'boolean' },
        json: { type: 'boolean' },
      },
    })
    const object = IMPORT_OBJECTS.find((name) => name === values.object)
    const file = positionals[0]
    if (!file || !object) {
      process.stderr.write(`${USAGE}\n`)
      return 2
    }
    const may = new Set(values.create?.split(','))
    const run = await importFile(await administrator(application), {
      file,
      object,
      mapping: Object.fromEntries(
        (values.map ?? []).map((one) => cut(one, '=')).map(([heading, field]) => [heading, field || null]),
      ),
      settings: {
        holders: values.divide ? 'divide' : 'given',
        create: { people: may.has('people'), accounts: may.has('accounts'), products: may.has('products') },
        ...(values.currency ? { currency: values.currency } : {}),
        ...(values['date-order'] === 'day-first' || values['date-order'] === 'month-first'
          ? { dateOrder: values['date-order'] }
          : {}),
      },
      answers: answersFrom(values.answer ?? []),
      dryRun: values['dry-run'] ?? false,
    })
    tell(run, values.json ?? false)
    return run.state === 'done' ||
      (values['dry-run'] && run.state === 'checked' && run.questions.length === 0)
      ? 0
      : 1
  },
}

/** What became of an import, in lines. */
export function tell(run: Run, json = false): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(run)}\n`)
    return
  }
  const out = (line: string) => process.stdout.write(`${line}\n`)
  out(
    `${run.fileName}: ${run.state}, ${run.rowsRead} rows read, ${run.created} made, ${run.skipped} known already, ${run.problems} with problems`,
  )
  for (const { field, value, rows, near } of run.questions) {
    out(
      `  ? ${field} "${value}" in ${rows} rows${
        near[0]
          ? `; near: ${near
              .slice(0, 3)
              .map((one) => one.name)
              .join(', ')}`
          : ''
      }`,
    )
  }
  if (run.message) out(`  ${run.message.code} ${JSON.stringify(run.message.facts)}`)
}

function answersFrom(given: readonly string[]): Record<string, Record<string, Answer>> {
  const answers: Record<string, Record<string, Answer>> = {}
  for (const one of given) {
    const [field, rest] = cut(one, ':')
    const [value, meant] = cut(rest, '=')
    answers[field] = { ...answers[field], [value]: meant === '+' ? { create: true } : { is: meant } }
  }
  return answers
}

function cut(text: string, at: string): [string, string] {
  const i = text.indexOf(at)
  return i < 0 ? [text, ''] : [text.slice(0, i), text.slice(i + 1)]
}
