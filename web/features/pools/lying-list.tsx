import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Input, Select } from 'antd'
import { useDeferredValue, useMemo, useState } from 'react'
import { useObject } from '../../client/metadata.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import type { Column } from '../../kit/table-columns.ts'
import { useLabel, useRefusalText, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { VirtualTable } from '../../kit/virtual-table.tsx'
import { FieldValue } from '../../records/field-value.tsx'
import { ApplyDialog } from './apply-dialog.tsx'
import { AssignDialog } from './assign-dialog.tsx'
import { type Lying, lyingQuery, type PoolInView, type PoolSort, SORTS } from './queries.ts'
import { titleOf } from './title.ts'
import { useClaiming } from './use-claiming.tsx'

const FIELD_WIDTH = 124
/** Those of the shown fields that fit beside what is to be done; the others stand in the record once it is claimed. */
const SHOWN_FIELDS = 3
const FIRST_ASKED = ['companyName', 'account', 'amount', 'region', 'type', 'product']
const placeOf = (name: string) =>
  FIRST_ASKED.includes(name) ? FIRST_ASKED.indexOf(name) : FIRST_ASKED.length

/** What lies in a pool: found, sorted, picked; claimed with one click, or applied for, or given to a member. */
export function LyingList({ pool }: { pool: PoolInView }) {
  const t = useText()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const search = useDeferredValue(typed.trim())
  const [sort, setSort] = useState<PoolSort>('newest')
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [applying, setApplying] = useState<Lying>()
  const [assigning, setAssigning] = useState<readonly string[]>()
  const claiming = useClaiming(pool)
  const found = useInfiniteQuery(lyingQuery(pool.key, search, sort))
  const rows = useMemo(() => (found.data?.pages ?? []).flatMap((page) => page.items), [found.data])
  const chosen = rows.filter(({ id }) => picked.has(id)).map(({ id }) => id)
  const mayPick = (pool.member && pool.claiming === 'free') || pool.mine
  const columns = useColumns(pool, { claim: (row) => void claiming.one(row), apply: setApplying })
  const claimPicked = () => {
    setPicked(new Set())
    void claiming.many(chosen)
  }
  return (
    <>
      <div className="toolbar pools-toolbar">
        <Input.Search
          allowClear
          aria-label={t('pools.search')}
          placeholder={t('pools.search')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Select<PoolSort>
          aria-label={t('pools.in-since')}
          value={sort}
          onChange={setSort}
          options={SORTS.filter((one) => one !== 'largest' || pool.shows.includes('amount')).map((value) => ({
            value,
            label: t(`pools.${value}`),
          }))}
        />
        {chosen.length > 0 && (
          <span className="pools-picked">
            {pool.member && pool.claiming === 'free' && (
              <Button type="primary" onClick={claimPicked}>
                {t('pools.claim-many', { count: chosen.length })}
              </Button>
            )}
            {pool.mine && <Button onClick={() => setAssigning(chosen)}>{t('pools.assign')}</Button>}
          </span>
        )}
      </div>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      <div className="record-table">
        <VirtualTable
          label={t('pools.tab-lying')}
          name={`pool.${pool.key}`}
          rows={rows}
          idOf={({ id }) => id}
          columns={columns}
          {...(mayPick ? { picked, onPick: setPicked } : {})}
          onOpen={({ id, opens }) => {
            if (opens) void navigate({ to: '/opportunities/$id', params: { id } })
          }}
          hasMore={found.hasNextPage}
          onMore={() => void found.fetchNextPage()}
          loadingMore={found.isFetchingNextPage}
          loading={found.isPending}
          busy={found.isPlaceholderData}
          empty={
            search ? (
              <EmptyState title={t('pools.none-found')} hint={t('pools.none-found-hint')} />
            ) : (
              <EmptyState title={t('pools.none')} hint={t('pools.none-hint')} />
            )
          }
        />
      </div>
      {applying && <ApplyDialog row={applying} pool={pool} onClose={() => setApplying(undefined)} />}
      {assigning && (
        <AssignDialog
          pool={pool}
          ids={assigning}
          onClose={() => setAssigning(undefined)}
          onAssigned={() => setPicked(new Set())}
        />
      )}
    </>
  )
}

type Deeds = { claim: (row: Lying) => void; apply: (row: Lying) => void }

function useColumns(pool: PoolInView, { claim, apply }: Deeds): Column<Lying>[] {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const refusal = useRefusalText()
  const object = useObject('opportunity')
  const fields = pool.shows
    .filter((name) => name !== 'title' && name !== 'number' && name !== 'stage')
    .sort((a, b) => placeOf(a) - placeOf(b))
    .flatMap((name) => object?.fields.find((field) => field.name === name) ?? [])
    .slice(0, SHOWN_FIELDS)
  return [
    {
      key: 'title',
      title: t('pools.opportunity'),
      width: 200,
      grow: true,
      card: 'title',
      render: (row) => titleOf(row, t),
    },
    ...fields.map(
      (field): Column<Lying> => ({
        key: field.name,
        title: field.name === 'companyName' ? t('pools.company') : label(field.label),
        width: FIELD_WIDTH,
        align: field.type === 'money' ? 'end' : 'start',
        render: ({ record }) => <FieldValue value={record[field.name]} field={field} />,
      }),
    ),
    { key: 'stage', title: t('pools.stage'), width: 90, render: ({ stage }) => label(stage.label) },
    {
      key: 'since',
      title: t('pools.in-since'),
      width: 100,
      render: ({ since }) => (
        <time dateTime={since} title={format.instant(since)}>
          {format.relative(since)}
        </time>
      ),
    },
    {
      key: 'why',
      title: t('pools.why-here'),
      width: 200,
      card: 'wide',
      render: ({ because, previousHolder, reason }) => (
        <span className="pool-why" title={reason ?? undefined}>
          {previousHolder ? (
            <>
              <PersonMark name={previousHolder.name} bare size={20} />{' '}
              {t(`pools.because-${because}`, { name: previousHolder.name })}
            </>
          ) : (
            t(`pools.because-nobody-${because}`)
          )}
          {reason && <span className="muted"> · {reason}</span>}
        </span>
      ),
    },
    ...(pool.member
      ? [
          {
            key: 'action',
            title: t('pools.action'),
            width: 96,
            card: 'wide' as const,
            render: (row: Lying) => <Deed row={row} pool={pool} claim={claim} apply={apply} why={refusal} />,
          },
        ]
      : []),
  ]
}

function Deed({
  row,
  pool,
  claim,
  apply,
  why,
}: Deeds & { row: Lying; pool: PoolInView; why: (code: string, facts: Record<string, unknown>) => string }) {
  const t = useText()
  if (row.applied) return <span className="muted">{t('pools.applied-waits')}</span>
  const blocked = row.blocked ? why(row.blocked.code, row.blocked.facts) : undefined
  const isFree = pool.claiming === 'free'
  const name = titleOf(row, t)
  return (
    <span title={blocked} className="pool-deed">
      <Button
        size="small"
        type={isFree && !blocked ? 'primary' : 'default'}
        ghost={isFree && !blocked}
        disabled={blocked !== undefined}
        aria-label={`${t(isFree ? 'pools.claim' : 'pools.apply')} ${name}`}
        onClick={(event) => {
          event.stopPropagation()
          if (isFree) claim(row)
          else apply(row)
        }}
      >
        {t(isFree ? 'pools.claim' : 'pools.apply')}
      </Button>
      {blocked && <span className="pool-blocked">{blocked}</span>}
    </span>
  )
}
