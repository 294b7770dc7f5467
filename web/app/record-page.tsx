import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { useObject } from '../client/metadata.ts'
import { PageHeader } from '../kit/page-header.tsx'
import { useLabel } from '../kit/text.tsx'
import { type RecordJson, recordQuery } from '../records/queries.ts'
import { RecordFacts } from '../records/record-facts.tsx'
import { RecordCount, RecordTable } from '../records/record-table.tsx'
import { OutOfSight } from './out-of-sight.tsx'

type Related = { name: string; field: string; columns: readonly string[]; page: string }

/** A record's facts and what points to it. */
export function RecordPage({
  name,
  facts,
  list,
  related,
  fixed = [],
  actions,
  beside,
}: {
  name: string
  facts: readonly string[]
  list: string
  related: readonly Related[]
  /** Facts that are changed elsewhere than where they stand. */
  fixed?: readonly string[]
  actions?: (record: RecordJson) => ReactNode
  /** What stands beside the record, above what points to it. */
  beside?: (record: RecordJson) => ReactNode
}) {
  const label = useLabel()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const object = useObject(name)
  const found = useQuery({ ...recordQuery(name, object?.plural ?? '', id), enabled: object !== undefined })
  if (found.error) return <OutOfSight error={found.error} />
  if (!object || !found.data) return <Skeleton active className="page" />
  const record = found.data
  const customs = object.fields.filter((field) => field.custom)
  const fields = facts
    .flatMap((one) => object.fields.find((field) => field.name === one) ?? [])
    .map((field) => (fixed.includes(field.name) ? { ...field, readOnly: true } : field))
  return (
    <div className="page">
      <PageHeader
        before={<Link to={list}>{label(object.pluralLabel)}</Link>}
        title={String(record[object.titleField] ?? '')}
        actions={actions?.(record)}
      />
      <div className="two-columns">
        <section className="card">
          <RecordFacts object={object} record={record} fields={[...fields, ...customs]} />
        </section>
        <div className="stack">
          {beside?.(record)}
          {related.map((one) => (
            <RelatedRecords key={one.name} {...one} id={id} />
          ))}
        </div>
      </div>
    </div>
  )
}

function RelatedRecords({ name, field, columns, page, id }: Related & { id: string }) {
  const label = useLabel()
  const navigate = useNavigate()
  const object = useObject(name)
  const asked = { filter: `${field} == ${JSON.stringify(id)}` }
  if (!object) return null
  return (
    <section className="card related">
      <h2>
        {label(object.pluralLabel)} <RecordCount object={object} asked={asked} />
      </h2>
      <RecordTable
        object={object}
        columns={columns}
        asked={asked}
        onSort={() => {}}
        onOpen={(record) => void navigate({ to: page, params: { id: record.id } as never })}
      />
    </section>
  )
}
