import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import type { ObjectMetadata } from '../client/metadata.ts'
import { ErrorNote } from '../kit/error-note.tsx'
import type { Column } from '../kit/table-columns.ts'
import type { Sort } from '../kit/table-rows.ts'
import { useLabel, useText } from '../kit/text.tsx'
import { useFormat } from '../kit/use-format.ts'
import { VirtualTable } from '../kit/virtual-table.tsx'
import { FieldValue } from './field-value.tsx'
import { viewOf } from './fields/all.ts'
import { type Asked, countQuery, type RecordJson, recordsQuery } from './queries.ts'

const WIDTHS: Partial<Record<string, number>> = {
  number: 80,
  title: 260,
  name: 240,
  money: 130,
  date: 120,
  person: 184, // room for who acts where the person is away
  'yes-no': 80,
  dueAt: 232,
}

/** The list of an object's records: sorted, picked, opened; more rows come as one scrolls. */
export function RecordTable({
  object,
  columns,
  asked,
  onSort,
  onOpen,
  picked,
  onPick,
  empty,
  render,
}: {
  object: ObjectMetadata
  /** Names of the fields shown, in order. */
  columns: readonly string[]
  asked: Asked
  onSort: (sort: string) => void
  onOpen: (record: RecordJson) => void
  picked?: ReadonlySet<string>
  onPick?: (picked: ReadonlySet<string>) => void
  empty?: ReactNode
  /** A cell of one's own, by field name. */
  render?: Readonly<Record<string, (record: RecordJson) => ReactNode>>
}) {
  const label = useLabel()
  const found = useInfiniteQuery(recordsQuery(object.name, object.plural, asked))
  const rows = useMemo(() => (found.data?.pages ?? []).flatMap((page) => page.items), [found.data])
  const shown = useMemo(
    () =>
      columns.flatMap((name): Column<RecordJson>[] => {
        const field = object.fields.find((one) => one.name === name)
        if (!field) return []
        const own = render?.[name]
        const isTitle = name === object.titleField
        return [
          {
            key: name,
            title: label(field.label),
            width: WIDTHS[name] ?? WIDTHS[field.type] ?? 150,
            align: viewOf(field).align ?? 'start',
            sortable: !['choices', 'file', 'long-text'].includes(field.type),
            grow: isTitle,
            card: isTitle ? 'title' : 'line',
            render: (record) => (own ? own(record) : <FieldValue value={record[name]} field={field} />),
          },
        ]
      }),
    [columns, object, render, label],
  )
  return (
    <>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      <div className="record-table">
        <VirtualTable
          label={label(object.pluralLabel)}
          name={object.name}
          rows={rows}
          idOf={(record) => record.id}
          columns={shown}
          sort={sortOf(asked.sort)}
          onSort={({ key, direction }) => onSort(direction === 'desc' ? `-${key}` : key)}
          onOpen={onOpen}
          {...(picked && onPick ? { picked, onPick } : {})}
          hasMore={found.hasNextPage}
          onMore={() => void found.fetchNextPage()}
          loadingMore={found.isFetchingNextPage}
          loading={found.isPending}
          busy={found.isFetching && !found.isFetchingNextPage}
          empty={empty}
        />
      </div>
    </>
  )
}

/** "1,234" or "10,000+". */
export function RecordCount({ object, asked }: { object: ObjectMetadata; asked: Asked }) {
  const t = useText()
  const format = useFormat()
  const { data } = useQuery(countQuery(object.name, object.plural, asked))
  if (!data) return null
  return (
    <span className="muted">
      {t('records.count', { count: `${format.number(data.count, 0)}${data.more ? '+' : ''}` })}
    </span>
  )
}

function sortOf(sort: string | undefined): Sort | undefined {
  const first = sort?.split(',')[0]
  if (!first) return undefined
  return first.startsWith('-') ? { key: first.slice(1), direction: 'desc' } : { key: first, direction: 'asc' }
}
