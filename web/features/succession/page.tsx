import './succession.css'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import type { TransitionHead } from '../../../src/features/succession/contract.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { NewTransition } from './new-transition.tsx'
import { transitionsQuery } from './queries.ts'
import { StateTag } from './state-tag.tsx'

type Asked = { leaver?: string; name?: string }

/** Leavings and reorganisations: what is planned, what waits for its time, what is done. */
export function TransitionsPage() {
  const t = useText()
  const { leaver, name } = useSearch({ strict: false }) as Asked
  const navigate = useNavigate()
  const found = useInfiniteQuery(transitionsQuery)
  const [isNew, setNew] = useState(false)
  const items = found.data?.pages.flatMap((page) => page.items) ?? []
  const close = () => {
    setNew(false)
    if (leaver) void navigate({ to: '/settings/transitions', replace: true })
  }
  return (
    <>
      <PageHeader
        title={t('succession.transitions')}
        hint={t('succession.hint')}
        actions={
          <Button type="primary" onClick={() => setNew(true)}>
            {t('succession.new')}
          </Button>
        }
      />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {!found.isPending && items.length === 0 && !found.error && (
        <EmptyState title={t('succession.none')} hint={t('succession.none-hint')} />
      )}
      {items.length > 0 && <List items={items} />}
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('succession.more')}
        </Button>
      )}
      {(isNew || leaver) && (
        <NewTransition first={leaver ? { id: leaver, name: name ?? '' } : undefined} onClose={close} />
      )}
    </>
  )
}

function List({ items }: { items: readonly TransitionHead[] }) {
  const t = useText()
  const format = useFormat()
  return (
    <div className="scroll-x card">
      <table className="plain-table">
        <caption className="only-heard">{t('succession.transitions')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('succession.name')}</th>
            <th scope="col">{t('succession.state')}</th>
            <th scope="col">{t('succession.who-leaves')}</th>
            <th scope="col" className="figures">
              {t('succession.kind-opportunity')}
            </th>
            <th scope="col">{t('succession.changed')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.id}>
              <td>
                <Link to="/settings/transitions/$id" params={{ id: one.id } as never}>
                  {one.name}
                </Link>
                <div className="muted">{t(`succession.kind-${one.kind}`)}</div>
              </td>
              <td>
                <StateTag head={one} />
              </td>
              <td>
                {one.leavers.map((person) => (
                  <PersonMark key={person.id} name={person.name} size={20} />
                ))}
              </td>
              <td className="figures">{format.number(one.opportunities)}</td>
              <td>
                {one.updatedBy.name} · {format.relative(one.updatedAt)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
