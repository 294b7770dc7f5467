import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import type { Publication } from '../../../src/features/plan/contract/publications.ts'
import type { PlanDocument } from '../../../src/features/plan/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { type MessageKey, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import {
  publicationsQuery,
  readVersion,
  scheduledDocument,
  unschedule,
  versionsQuery,
  wayBack,
} from './queries.ts'
import type { Source } from './source-panel.tsx'

/** What is in force, what was, and what will be from a date: compared with the draft, gone back to, cancelled. */
export function VersionsPanel({
  onSource,
  onClose,
}: {
  onSource: (source: Source) => void
  onClose: () => void
}) {
  const t = useText()
  const toast = useToast()
  const versions = useQuery(versionsQuery)
  const show: Show = (title, load, back) =>
    Promise.all([load(), back?.()]).then(
      ([document, mapping]) => onSource({ title, document, mapping }),
      toast.failed,
    )
  return (
    <SidePanel open width={560} title={t('plan.versions')} onClose={onClose}>
      <Scheduled onShow={show} />
      <ErrorNote error={versions.error} onRetry={() => void versions.refetch()} />
      {versions.isPending && <Skeleton active />}
      <ul className="plan-versions">
        {versions.data?.items.map((one) => (
          <Version key={one.id} version={one} onShow={show} />
        ))}
      </ul>
    </SidePanel>
  )
}

type Show = (
  title: string,
  load: () => Promise<PlanDocument>,
  back?: () => Promise<Readonly<Record<string, string>>>,
) => Promise<void>
type VersionHead = Awaited<ReturnType<NonNullable<(typeof versionsQuery)['queryFn']>>>['items'][number]

function Version({ version, onShow }: { version: VersionHead; onShow: Show }) {
  const t = useText()
  const format = useFormat()
  const { number, publishedAt, publishedBy, note, current, running, migration } = version
  const title = t('plan.version', { number })
  return (
    <li>
      <div>
        <b>{title}</b> {current && <Tag color="green">{t('plan.in-force')}</Tag>}
        <p className="muted">
          {t('plan.version-by', { when: format.instant(publishedAt), who: publishedBy?.name })}
          {note && ` · ${note}`}
        </p>
        <p className="muted">
          {t('plan.version-running', { count: running })}
          {migration &&
            migration.left > 0 &&
            ` · ${t('plan.version-migrating', { done: migration.done, left: migration.left })}`}
        </p>
      </div>
      <Button
        aria-label={t(current ? 'plan.version-compare' : 'plan.version-back', { number })}
        onClick={() =>
          void onShow(title, () => readVersion(version.id), current ? undefined : () => wayBack(version.id))
        }
      >
        {t(current ? 'plan.compare' : 'plan.compare-or-back')}
      </Button>
    </li>
  )
}

/** What will be published from a date, and what of the last ones was not. */
function Scheduled({ onShow }: { onShow: Show }) {
  const found = useQuery(publicationsQuery)
  const telling = (found.data?.items ?? []).filter(({ state }) => state === 'scheduled' || state === 'failed')
  if (telling.length === 0) return null
  return (
    <ul className="plan-versions">
      {telling.slice(0, 10).map((one) => (
        <ScheduledOne key={one.id} publication={one} onShow={onShow} />
      ))}
    </ul>
  )
}

function ScheduledOne({ publication, onShow }: { publication: Publication; onShow: Show }) {
  const t = useText()
  const format = useFormat()
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>()
  const { id, from, state, stale, by, note, failure } = publication
  const when = format.instant(from)
  const title = t('plan.scheduled-title', { when })
  const cancel = () =>
    unschedule(id).then(
      () => void queries.invalidateQueries({ queryKey: publicationsQuery.queryKey }),
      setError,
    )
  return (
    <li>
      <div>
        <b>{t(state === 'failed' ? 'plan.scheduled-failed' : 'plan.scheduled', { when, who: by.name })}</b>
        {note && <p className="muted">{note}</p>}
        {stale && state === 'scheduled' && <p className="plan-problem">{t('plan.scheduled-stale')}</p>}
        {failure && (
          <p className="plan-problem">
            {t(`refusal.${failure.code}` as MessageKey, { problems: failure.problems.length })}
          </p>
        )}
        <ErrorNote error={error} />
      </div>
      <span className="panel-actions">
        <Button onClick={() => void onShow(title, () => scheduledDocument(id))}>{t('plan.compare')}</Button>
        {state === 'scheduled' && (
          <Button danger onClick={() => void cancel()}>
            {t('plan.scheduled-cancel')}
          </Button>
        )}
      </span>
    </li>
  )
}
