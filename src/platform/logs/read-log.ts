import { existsSync } from 'node:fs'
import type { EventLog } from '../../engines/mining/event-log.ts'
import { noSuchFile } from '../sheets/errors.ts'
import { type CsvColumns, readCsv } from './csv.ts'
import { noTime, unknownKind } from './errors.ts'
import { readOcel } from './ocel.ts'
import { readXes } from './xes.ts'

/**
 * Reads a log of events from a file, by its name: `.xes`, `.xes.gz`, `.csv` or OCEL 2.0 `.json`. `columns` says which columns of a
 * table are what; its `case` is the type of object for OCEL. Refuses what cannot be read, and a log with an event without time.
 */
export async function readLog(path: string, columns: CsvColumns = {}): Promise<EventLog> {
  if (!existsSync(path)) throw noSuchFile({ path })
  const log = await readAs(path, columns)
  for (let i = 0; i < log.size; i++) if (Number.isNaN(log.at.at(i))) throw noTime({ event: i + 1 })
  return log
}

function readAs(path: string, columns: CsvColumns): Promise<EventLog> {
  const name = path.toLowerCase()
  if (name.endsWith('.xes.gz')) return readXes(path, true)
  if (name.endsWith('.xes')) return readXes(path, false)
  if (name.endsWith('.csv') || name.endsWith('.tsv') || name.endsWith('.txt')) return readCsv(path, columns)
  if (name.endsWith('.json') || name.endsWith('.jsonocel')) return readOcel(path, columns.case)
  throw unknownKind({ path })
}
