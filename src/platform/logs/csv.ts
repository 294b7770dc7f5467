import { ACTIVITY, EventLog, LIFECYCLE, RESOURCE, TIME } from '../../engines/mining/event-log.ts'
import { csvReader } from '../../engines/tabular/csv-records.ts'
import { decodedText } from '../sheets/decoded-text.ts'
import { detectEncoding } from '../sheets/encodings.ts'
import { textForm } from '../sheets/text-table.ts'
import { damagedLog, noColumn } from './errors.ts'
import { writtenTime } from './written-time.ts'

const OF_CASE = 'case:'
/** What other programs call the columns of a log, in small letters; the names of XES come first. */
const CALLED = {
  case: [`${OF_CASE}${ACTIVITY}`, 'case', 'case id', 'case_id', 'caseid', 'trace', 'ocel:oid'],
  activity: [ACTIVITY, 'activity', 'event', 'task', 'ocel:activity'],
  time: [TIME, 'timestamp', 'time', 'complete timestamp', 'end time', 'date', 'ocel:timestamp'],
  resource: [RESOURCE, 'resource', 'user', 'person'],
  lifecycle: [LIFECYCLE, 'lifecycle', 'transition'],
} as const
type Part = keyof typeof CALLED

/** Which columns are what, where the headings do not say it. */
export type CsvColumns = Partial<Record<Part, string>>

/**
 * Reads a table of events, one a line, in any encoding and with any delimiter that imports know. Columns `case:…` belong to the case;
 * a column without a heading is passed over. Refuses `logs.no-column`, `logs.damaged`.
 */
export async function readCsv(path: string, given: CsvColumns = {}): Promise<EventLog> {
  const encoding = await detectEncoding(path)
  const { delimiter } = await textForm(path, encoding)
  const reader = csvReader(delimiter)
  const log = new EventLog()
  let add: ((fields: readonly string[]) => void) | undefined
  const take = (records: readonly { fields: string[] }[]) => {
    for (const { fields } of records) {
      if (add) add(fields)
      else add = adding(log, fields, given)
    }
  }
  for await (const text of decodedText(path, encoding)) take(reader.push(text))
  take(reader.end())
  const fault = reader.fault()
  if (fault) throw damagedLog({ path, reason: `${fault.code}, line ${fault.line}` })
  if (!add) throw damagedLog({ path, reason: 'it is empty' })
  return log
}

/** What is done with a line under these headings. */
function adding(log: EventLog, headings: readonly string[], given: CsvColumns) {
  const find = (part: Part) => columnOf(headings, part, given[part])
  const wanted = (part: Part) => {
    const column = find(part)
    if (column < 0) throw noColumn({ wanted: given[part] ?? part, columns: headings.filter((one) => one) })
    return column
  }
  const caseAt = wanted('case')
  const activityAt = wanted('activity')
  const timeAt = wanted('time')
  const canonical = new Map([
    [activityAt, ACTIVITY],
    [timeAt, TIME],
    [find('resource'), RESOURCE],
    [find('lifecycle'), LIFECYCLE],
  ])
  const ofEvent: { at: number; name: string }[] = []
  const ofCase: string[] = []
  headings.forEach((heading, at) => {
    if (at === caseAt) ofCase.push(ACTIVITY)
    else if (heading.startsWith(OF_CASE)) ofCase.push(heading.slice(OF_CASE.length))
    else if (heading.trim() !== '') ofEvent.push({ at, name: canonical.get(at) ?? heading })
  })
  for (const { name } of ofEvent) log.noteEventAttribute(name)
  return (fields: readonly string[]): void => {
    const name = fields[caseAt] ?? ''
    const attributes = ofEvent.map(({ at, name: attribute }) => [attribute, fields[at] ?? ''] as const)
    log.add({ case: name, ...writtenTime(fields[timeAt] ?? ''), attributes })
    log.addCase(name, ofCase)
  }
}

function columnOf(headings: readonly string[], part: Part, given: string | undefined): number {
  if (given !== undefined) return headings.indexOf(given)
  const lower = headings.map((heading) => heading.trim().toLowerCase())
  return CALLED[part].map((name) => lower.indexOf(name)).find((at) => at >= 0) ?? -1
}
