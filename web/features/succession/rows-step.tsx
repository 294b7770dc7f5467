import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Select, Tag } from 'antd'
import { useState } from 'react'
import {
  ROW_KINDS,
  type Row,
  type RowKind,
  type Transition,
} from '../../../src/features/succession/contract.ts'
import { useEveryStage } from '../../client/plan.ts'
import { isProblem } from '../../client/problem.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import type { Column } from '../../kit/table-columns.ts'
import { useLabel, useLanguage, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { VirtualTable } from '../../kit/virtual-table.tsx'
import type { Reference } from '../../records/queries.ts'
import { RecordPicker } from '../../records/record-picker.tsx'
import { regionsQuery } from '../../records/regions.ts'
import { give, type RowFilter, rowsQuery, transitionChanged } from './queries.ts'
import { Reload } from './reload.tsx'
import { WhyReceiver } from './why-receiver.tsx'

type Rows = { transition: Transition; filter: RowFilter; onFilter: (filter: RowFilter) => void }

/** What goes to whom: by kind, stage, account, region, giver; some or all of what is shown is given to somebody by hand. */
export function RowsStep({ transition, filter, onFilter }: Rows) {
  const t = useText()
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [opened, setOpened] = useState<Row>()
  const found = useInfiniteQuery(rowsQuery(transition, filter))
  const rows = found.data?.pages.flatMap((page) => page.items) ?? []
  const columns = useRowColumns()
  const isOpen = transition.state === 'draft' || transition.state === 'failed'
  return (
    <>
      <Kinds transition={transition} filter={filter} onFilter={onFilter} />
      <Filters transition={transition} rows={rows} filter={filter} onFilter={onFilter} />
      {isOpen && (
        <Give transition={transition} filter={filter} picked={picked} onGiven={() => setPicked(new Set())} />
      )}
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      <div className="transition-rows">
        <VirtualTable
          label={t('succession.step-work')}
          name="succession.rows"
          rows={rows}
          idOf={(row) => row.id}
          columns={columns}
          loading={found.isPending}
          busy={found.isFetching}
          hasMore={found.hasNextPage}
          loadingMore={found.isFetchingNextPage}
          onMore={() => void found.fetchNextPage()}
          onOpen={setOpened}
          {...(isOpen ? { picked, onPick: setPicked } : {})}
          empty={<EmptyState title={t('succession.no-rows')} hint={t('succession.no-rows-hint')} />}
        />
      </div>
      {opened && <WhyReceiver row={opened} onClose={() => setOpened(undefined)} />}
    </>
  )
}

function Kinds({ transition, filter, onFilter }: Rows) {
  const t = useText()
  return (
    <ul className="transition-kinds">
      {inOrder(transition.rows).map(({ kind, all, unresolved }) => (
        <li key={kind}>
          <button
            type="button"
            aria-pressed={filter.kind === kind}
            onClick={() => onFilter(filter.kind === kind ? {} : { kind })}
          >
            <b>{all}</b>
            {t(`succession.kind-${kind}`)}
            {unresolved > 0 && (
              <div className="transition-rises">{t('succession.unresolved', { count: unresolved })}</div>
            )}
          </button>
        </li>
      ))}
    </ul>
  )
}

function inOrder(rows: Transition['rows']): Transition['rows'] {
  return rows.toSorted((a, b) => ROW_KINDS.indexOf(a.kind) - ROW_KINDS.indexOf(b.kind))
}

function Filters({ transition, rows, filter, onFilter }: Rows & { rows: readonly Row[] }) {
  const t = useText()
  const label = useLabel()
  const language = useLanguage()
  const stages = useEveryStage()
  const regions = useQuery(regionsQuery).data
  const accounts = new Map(
    rows.flatMap(({ account }) => (account ? [[account.id, account.name] as const] : [])),
  )
  const provinces = (regions?.tree ?? []).map((node) => ({ value: node.code, label: node[language] }))
  const set = (part: RowFilter) => onFilter({ ...filter, ...part })
  return (
    <search className="transition-give">
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('succession.by-account')}
        placeholder={t('succession.by-account')}
        value={filter.account ?? null}
        options={[...accounts].map(([value, name]) => ({ value, label: name }))}
        onChange={(account?: string | null) => set({ account: account ?? undefined })}
      />
      <Select
        allowClear
        aria-label={t('succession.by-stage')}
        placeholder={t('succession.by-stage')}
        value={filter.stage ?? null}
        options={stages
          .filter(({ kind }) => kind === 'open')
          .map((stage) => ({ value: stage.id, label: label(stage.label) }))}
        onChange={(stage?: string | null) => set({ stage: stage ?? undefined })}
      />
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('succession.by-region')}
        placeholder={t('succession.by-region')}
        value={filter.region ?? null}
        options={provinces}
        onChange={(region?: string | null) => set({ region: region ?? undefined })}
      />
      {transition.leavers.length > 1 && (
        <Select
          allowClear
          aria-label={t('succession.by-giver')}
          placeholder={t('succession.by-giver')}
          value={filter.from ?? null}
          options={transition.leavers.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(from?: string | null) => set({ from: from ?? undefined })}
        />
      )}
      <Checkbox
        checked={filter.unresolved === 'true'}
        onChange={({ target }) => set({ unresolved: target.checked ? 'true' : undefined })}
      >
        {t('succession.only-unresolved')}
      </Checkbox>
    </search>
  )
}

/** Gives the picked rows, or everything that is shown, to one person. */
function Give({
  transition,
  filter,
  picked,
  onGiven,
}: {
  transition: Transition
  filter: RowFilter
  picked: ReadonlySet<string>
  onGiven: () => void
}) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [to, setTo] = useState<Reference | null>(null)
  const giving = useMutation({
    mutationFn: () =>
      give(transition, to?.id ?? null, picked.size > 0 ? { rows: [...picked] } : { where: filter }),
    onSuccess: ({ changed, transition: after }) => {
      transitionChanged(queries, after)
      toast.done(t('succession.given', { count: changed, name: to?.title ?? '' }))
      onGiven()
    },
  })
  const isAll = picked.size === 0
  return (
    <>
      <div className="transition-give">
        <span className="muted">
          {isAll ? t('succession.all-shown') : t('succession.picked', { count: picked.size })}
        </span>
        <div className="transition-to">
          <RecordPicker
            object="person"
            value={to}
            onChange={setTo}
            placeholder={t('succession.receiver')}
            without={transition.leavers.map(({ id }) => id)}
          />
        </div>
        <Button
          disabled={!to || (isAll && filter.unresolved === 'true')}
          loading={giving.isPending}
          onClick={() => giving.mutate()}
        >
          {t('succession.give')}
        </Button>
      </div>
      <ErrorNote
        error={giving.error}
        action={isProblem(giving.error, 'succession.stale') && <Reload id={transition.id} />}
      />
    </>
  )
}

function useRowColumns(): readonly Column<Row>[] {
  const t = useText()
  const label = useLabel()
  return [
    {
      key: 'what',
      title: t('succession.what'),
      width: 250,
      card: 'title',
      render: (row) => (
        <span>
          {row.title ?? t('succession.hidden')} {row.kind !== 'opportunity' && <KindTag kind={row.kind} />}
        </span>
      ),
    },
    { key: 'account', title: t('succession.by-account'), width: 150, render: (row) => row.account?.name },
    {
      key: 'stage',
      title: t('succession.by-stage'),
      width: 100,
      render: (row) => row.stage && label(row.stage.label),
    },
    {
      key: 'from',
      title: t('succession.from'),
      width: 120,
      render: (row) => <PersonMark name={row.from.name} size={20} />,
    },
    { key: 'to', title: t('succession.to'), width: 190, render: (row) => <Receiver row={row} /> },
    {
      key: 'how',
      title: t('succession.how'),
      width: 160,
      card: 'hidden',
      render: (row) =>
        row.givenBy
          ? t('succession.by-hand', { name: row.givenBy.name })
          : row.to || row.ends
            ? t('succession.proposed')
            : '',
    },
  ]
}

function KindTag({ kind }: { kind: RowKind }) {
  const t = useText()
  return <Tag>{t(`succession.kind-${kind}`)}</Tag>
}

function Receiver({ row }: { row: Row }) {
  const t = useText()
  if (row.to) return <PersonMark name={row.to.name} size={20} />
  if (row.ends)
    return (
      <span className="muted">
        {t(`succession.ends-${row.kind === 'helper' || row.kind === 'hand-over' ? row.kind : 'report'}`)}
      </span>
    )
  return (
    <span className="transition-rises">
      {t(`succession.problem-${row.problem ?? 'no-successor'}` as never)}
    </span>
  )
}
