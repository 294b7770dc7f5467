import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, InputNumber, Segmented, Skeleton } from 'antd'
import { useState } from 'react'
import { mayDo, useMe } from '../../client/session.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import {
  type Binned,
  binQuery,
  binSettingsQuery,
  type Entry,
  removeForGood,
  restore,
  setBinDays,
} from './queries.ts'

const OBJECTS = ['opportunity', 'account', 'contact'] as const
const PAGES = {
  opportunity: '/opportunities/$id',
  account: '/accounts/$id',
  contact: '/contacts/$id',
} as const

/** What was deleted or merged away and can be brought back: who did it, when, why, and until when. */
export function BinPage() {
  const t = useText()
  const me = useMe()
  const seen = OBJECTS.filter((object) => mayDo(me, object, 'see'))
  const [object, setObject] = useState<Binned>(seen[0] ?? 'opportunity')
  const found = useInfiniteQuery(binQuery(object))
  const entries = (found.data?.pages ?? []).flatMap((page) => page.items)
  return (
    <div className="page">
      <PageHeader title={t('app.bin')} hint={t('bin.hint')} />
      <div className="bin-head">
        <Segmented<Binned>
          aria-label={t('bin.kind')}
          value={object}
          onChange={setObject}
          options={seen.map((one) => ({ value: one, label: t(`bin.${one}`) }))}
        />
        {me.rights.admin && <Days />}
      </div>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      <ul className="bin">
        {entries.map((entry) => (
          <Line key={entry.id} entry={entry} />
        ))}
      </ul>
      {!found.isPending && !found.error && entries.length === 0 && (
        <EmptyState title={t('bin.empty')} hint={t('bin.empty-hint')} />
      )}
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('bin.more')}
        </Button>
      )}
    </div>
  )
}

function Line({ entry }: { entry: Entry }) {
  const t = useText()
  const format = useFormat()
  const me = useMe()
  const toast = useToast()
  const { modal } = App.useApp()
  const queries = useQueryClient()
  const settle = () => {
    for (const key of [['records'], ['record', entry.object], ['about']])
      void queries.invalidateQueries({ queryKey: key })
  }
  const title = entry.title ?? t('bin.hidden')
  const restoring = useMutation({
    mutationFn: () => restore(entry.object, entry.id),
    onSuccess: ({ holder, found }) => {
      settle()
      toast.done(
        found === null || !holder
          ? t('bin.restored', { title })
          : t(`bin.restored-${found}`, { title, name: holder.name }),
      )
    },
    onError: toast.failed,
  })
  const removing = useMutation({
    mutationFn: () => removeForGood(entry.object, entry.id),
    onSuccess: () => {
      settle()
      toast.done(t('bin.removed', { title }))
    },
    onError: toast.failed,
  })
  return (
    <li className="card bin-line">
      <div>
        <p>
          <b>{title}</b> {entry.number !== null && <span className="muted">#{entry.number}</span>}
        </p>
        <p className="muted">
          {entry.by ? <PersonMark name={entry.by.name} /> : t('bin.system')}{' '}
          {t(`bin.because-${entry.because}`)} · {format.instant(entry.at)}
          {entry.holder && <> · {t('bin.held-by', { name: entry.holder.name })}</>}
        </p>
        {entry.reason && <p>{t('bin.reason', { reason: entry.reason })}</p>}
        {entry.into && (
          <p>
            {t('bin.into')}{' '}
            {entry.into.title ? (
              <Link to={PAGES[entry.object]} params={{ id: entry.into.id }}>
                {entry.into.title}
              </Link>
            ) : (
              t('bin.hidden')
            )}
          </p>
        )}
        <p className="muted">{t('bin.removed-at', { when: format.instant(entry.removedAt) })}</p>
      </div>
      <div className="bin-actions">
        <Button type="primary" ghost loading={restoring.isPending} onClick={() => restoring.mutate()}>
          {t('bin.restore')}
        </Button>
        {me.rights.admin && (
          <Button
            danger
            loading={removing.isPending}
            onClick={() =>
              modal.confirm({
                title: t('bin.remove-sure', { title }),
                content: t('bin.remove-what'),
                okText: t('bin.remove'),
                okButtonProps: { danger: true },
                onOk: () => removing.mutateAsync().catch(() => undefined),
              })
            }
          >
            {t('bin.remove')}
          </Button>
        )}
      </div>
    </li>
  )
}

/** For how long; administrators set it. */
function Days() {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const found = useQuery(binSettingsQuery)
  const [days, setDays] = useState<number | null>(null)
  const saving = useMutation({
    mutationFn: setBinDays,
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: binSettingsQuery.queryKey })
      void queries.invalidateQueries({ queryKey: ['records', 'bin'] })
      toast.done(t('bin.days-saved'))
    },
    onError: toast.failed,
  })
  if (!found.data) return null
  const shown = days ?? found.data.days
  return (
    <div className="bin-days">
      <Field label={t('bin.days')}>
        {({ status: _, ...control }) => (
          <InputNumber {...control} min={1} max={3650} precision={0} value={shown} onChange={setDays} />
        )}
      </Field>
      {days !== null && days !== found.data.days && (
        <Button loading={saving.isPending} onClick={() => saving.mutate(days)}>
          {t('bin.save')}
        </Button>
      )}
    </div>
  )
}
