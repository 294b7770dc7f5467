import { PlusOutlined } from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { useObject } from '../client/metadata.ts'
import { mayDo, useMe } from '../client/session.ts'
import { EmptyState } from '../kit/empty-state.tsx'
import { PageHeader } from '../kit/page-header.tsx'
import { useLabel, useText } from '../kit/text.tsx'
import { FilterBar } from './filter-bar.tsx'
import { NewRecord } from './new-record.tsx'
import { RecordCount, RecordTable } from './record-table.tsx'
import { useAsked } from './use-asked.ts'

/** The page of an object's records: search, conditions, table, a new one. */
export function RecordListPage({
  name,
  columns,
  form,
  page,
}: {
  name: string
  columns: readonly string[]
  form: readonly string[]
  page: string
}) {
  const t = useText()
  const label = useLabel()
  const me = useMe()
  const navigate = useNavigate()
  const object = useObject(name)
  const [asked, setAsked] = useAsked()
  const [making, setMaking] = useState(false)
  if (!object) return <Skeleton active className="page" />
  const open = (id: string) => void navigate({ to: page, params: { id } as never })
  return (
    <div className="page page-full">
      <PageHeader
        title={label(object.pluralLabel)}
        beside={<RecordCount object={object} asked={asked} />}
        actions={
          mayDo(me, name, 'create') && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
              {t('records.new', { object: label(object.label) })}
            </Button>
          )
        }
      />
      <FilterBar object={object} asked={asked} onChange={setAsked} />
      <RecordTable
        object={object}
        columns={columns}
        asked={asked}
        onSort={(sort) => setAsked({ sort })}
        onOpen={(record) => open(record.id)}
        empty={
          <EmptyState
            title={t('records.none')}
            hint={t(asked.filter || asked.q ? 'records.none-found' : 'records.none-yet')}
          />
        }
      />
      {making && (
        <NewRecord
          object={object}
          fields={form}
          onClose={() => setMaking(false)}
          onMade={(record) => open(record.id)}
        />
      )}
    </div>
  )
}
