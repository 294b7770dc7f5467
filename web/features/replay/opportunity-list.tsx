import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Segmented, Select, Skeleton } from 'antd'
import { useState } from 'react'
import type { OpportunityRow, Run } from '../../../src/features/replay/contract.ts'
import { useReasonText } from '../../client/reason-text.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import type { Terms } from './page.tsx'
import { type RowsAsked, runPeopleQuery, runRowsQuery } from './queries.ts'

/** What came, one by one: who really got it, who would have, and why. */
export function OpportunityList({ run, terms }: { run: Run; terms: Terms }) {
  const t = useText()
  const [asked, setAsked] = useState<RowsAsked>({ which: 'changed' })
  const people = useQuery(runPeopleQuery(run.id)).data?.items ?? []
  const found = useInfiniteQuery(runRowsQuery(run.id, asked))
  const rows = (found.data?.pages ?? []).flatMap(({ items }) => items)
  return (
    <section className="card" aria-label={t('replay.opportunities')}>
      <div className="card-head lab-bar">
        <h2>{t('replay.opportunities')}</h2>
        <Segmented<RowsAsked['which']>
          aria-label={t('replay.opportunities')}
          value={asked.which}
          onChange={(which) => setAsked({ ...asked, which })}
          options={[
            { value: 'changed', label: t('replay.only-changed') },
            { value: 'all', label: t('replay.all-rows') },
          ]}
        />
        <Select<string>
          aria-label={t('replay.person')}
          value={asked.person ?? ''}
          showSearch={{ optionFilterProp: 'label' }}
          style={{ width: 180 }}
          onChange={(person) => setAsked({ ...asked, person: person || undefined })}
          options={[
            { value: '', label: t('replay.anybody') },
            ...people.map(({ person }) => ({ value: person.id, label: person.name })),
          ]}
        />
      </div>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && rows.length === 0 && <EmptyState title={t('replay.nothing')} />}
      <ul className="lab-rows">
        {rows.map((row) => (
          <Row key={row.place} row={row} terms={terms} />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('replay.more')}
        </Button>
      )}
    </section>
  )
}

function Row({ row, terms }: { row: OpportunityRow; terms: Terms }) {
  const t = useText()
  const label = useLabel()
  const { id, number, title, was, would, via, rule, why } = row
  const by =
    via === 'given'
      ? t('replay.by-hand')
      : via === 'fallback' || !rule
        ? t('replay.by-keeper')
        : t('replay.by-rule', { position: rule.position, rule: label(rule.label) })
  return (
    <li>
      <p className="lab-row-head">
        <Link to="/opportunities/$id" params={{ id }}>
          <b>{title}</b>
        </Link>{' '}
        <span className="muted">#{number}</span>
        <span className="lab-row-hands">
          <PersonMark name={was.name} id={was.id} size={20} />
          {was.id !== would.id && (
            <>
              {' → '}
              <PersonMark name={would.name} id={would.id} size={20} />
            </>
          )}
        </span>
        <span className="muted">{by}</span>
      </p>
      {why && <Reasons row={row} why={why} terms={terms} />}
    </li>
  )
}

function Reasons({
  row: { was, would, named },
  why,
  terms,
}: {
  row: OpportunityRow
  why: NonNullable<OpportunityRow['why']>
  terms: Terms
}) {
  const t = useText()
  const say = useReasonText((id) => named[id] ?? id)
  const decisive = why.reasons.filter(({ code }) => code !== 'rule-holds' && code !== 'nobody-eligible')
  const exclusions = why.was?.exclusions ?? []
  const score = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : value.toFixed(2)
  return (
    <details>
      <summary>
        {t('replay.why-would', { name: would.name })}
        {decisive.map(say).join(t('routing.and'))}
      </summary>
      {why.would && terms(why.would.terms)}
      <p>
        {t('replay.why-was', { name: was.name })}
        {!why.was
          ? t('replay.why-unseen')
          : exclusions.length > 0
            ? exclusions.map(say).join(t('routing.and'))
            : t('replay.why-less', { was: score(why.was.score), would: score(why.would?.score) })}
      </p>
      {why.was?.eligible && terms(why.was.terms)}
    </details>
  )
}
