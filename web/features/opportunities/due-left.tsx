import { TimeLeft } from '../../kit/time-left.tsx'
import type { RecordJson } from '../../records/queries.ts'

/** The time left until an opportunity's soonest limit; nothing where none runs. */
export function DueLeft({ record }: { record: RecordJson }) {
  const { dueAt, warnAt } = record
  if (typeof dueAt !== 'string') return null
  return <TimeLeft due={dueAt} warnAt={typeof warnAt === 'string' ? warnAt : undefined} />
}
