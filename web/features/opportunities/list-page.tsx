import { AppstoreOutlined, PlusOutlined, TableOutlined } from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { Button, Segmented, Skeleton } from 'antd'
import { type ReactNode, useState } from 'react'
import { useObject } from '../../client/metadata.ts'
import { useEveryStage } from '../../client/plan.ts'
import { mayDo, useMe } from '../../client/session.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { FilterBar } from '../../records/filter-bar.tsx'
import { titleOf } from '../../records/queries.ts'
import { RecordCount, RecordTable } from '../../records/record-table.tsx'
import { useAsked } from '../../records/use-asked.ts'
import { Board } from './board.tsx'
import { DueLeft } from './due-left.tsx'
import { NewOpportunity } from './new-opportunity.tsx'

const COLUMNS = [
  'number',
  'title',
  'stage',
  'holder',
  'dueAt',
  'account',
  'amount',
  'nextStep',
  'nextStepOn',
  'lastFollowUpAt',
  'createdAt',
]

/** All opportunities the viewer may see, as a table or a board; what is shown stands in the address. */
export function OpportunitiesPage({
  bulk,
  onGrab,
  onMove,
}: {
  /** What can be done with the picked ones. */
  bulk: (picked: string[], done: () => void) => ReactNode
  /** A card is being dragged. */
  onGrab: (id: string) => void
  /** A card was dropped on a stage; resolves when it is there, or will not be. */
  onMove: (opportunity: { id: string; version: number }, stage: string) => Promise<void>
}) {
  const t = useText()
  const label = useLabel()
  const me = useMe()
  const navigate = useNavigate()
  const object = useObject('opportunity')
  const stages = useEveryStage()
  const [asked, setAsked] = useAsked()
  const [making, setMaking] = useState(false)
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  if (!object) return <Skeleton active className="page" />
  const stageName = (id: string) => {
    const found = stages.find((stage) => stage.id === id)
    return found && label(found.label)
  }
  const open = (id: string) => void navigate({ to: '/opportunities/$id', params: { id } })
  const isBoard = asked.view === 'board'
  return (
    <div className="page page-full">
      <PageHeader
        title={t('app.opportunities')}
        beside={<RecordCount object={object} asked={asked} />}
        actions={
          <>
            <Segmented
              aria-label={t('opportunities.layout')}
              value={isBoard ? 'board' : 'table'}
              onChange={(view) => setAsked({ view: view === 'board' ? 'board' : undefined })}
              options={[
                { value: 'table', icon: <TableOutlined />, label: t('opportunities.table') },
                { value: 'board', icon: <AppstoreOutlined />, label: t('opportunities.board') },
              ]}
            />
            {mayDo(me, 'opportunity', 'create') && (
              <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
                {t('opportunities.new')}
              </Button>
            )}
          </>
        }
      />
      <FilterBar object={object} asked={asked} onChange={setAsked} names={stageName}>
        <QuickFilters me={me.person.id} filter={asked.filter} onChange={(filter) => setAsked({ filter })} />
      </FilterBar>
      {picked.size > 0 && !isBoard && (
        <div className="bulk-bar">
          {t('opportunities.picked', { count: picked.size })} {bulk([...picked], () => setPicked(new Set()))}
        </div>
      )}
      {isBoard ? (
        <Board asked={asked} onGrab={onGrab} onMove={onMove} />
      ) : (
        <RecordTable
          object={object}
          columns={COLUMNS}
          asked={asked}
          onSort={(sort) => setAsked({ sort })}
          onOpen={(record) => open(record.id)}
          picked={picked}
          onPick={setPicked}
          render={{
            dueAt: (record) => <DueLeft record={record} />,
            stage: (record) => {
              const found = stages.find(
                (stage) =>
                  stage.key === titleOf(record['stage']) || label(stage.label) === titleOf(record['stage']),
              )
              return (
                <span className="stage-tag" data-kind={found?.kind}>
                  {found ? label(found.label) : titleOf(record['stage'])}
                </span>
              )
            },
          }}
          empty={
            <EmptyState
              title={t('opportunities.none')}
              hint={t(asked.filter || asked.q ? 'records.none-found' : 'opportunities.none-yet')}
            />
          }
        />
      )}
      {making && <NewOpportunity onClose={() => setMaking(false)} onMade={open} />}
    </div>
  )
}

/** The questions asked most often, one click each. */
function QuickFilters({
  me,
  filter,
  onChange,
}: {
  me: string
  filter: string | undefined
  onChange: (filter: string | undefined) => void
}) {
  const t = useText()
  const filters = [
    { key: 'open', filter: 'isOpen == true' },
    { key: 'mine', filter: `(holder == ${JSON.stringify(me)} && isOpen == true)` },
    { key: 'overdue', filter: 'isOpen == true && dueAt <= now()' },
    { key: 'won', filter: 'outcome == "won"' },
  ] as const
  return filters.map((one) => (
    <Button
      key={one.key}
      type={filter === one.filter ? 'primary' : 'default'}
      ghost={filter === one.filter}
      aria-pressed={filter === one.filter}
      onClick={() => onChange(filter === one.filter ? undefined : one.filter)}
    >
      {t(`opportunities.quick-${one.key}`)}
    </Button>
  ))
}
