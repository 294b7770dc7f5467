import './reports.css'
import { useQuery } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { useDeferredValue, useState } from 'react'
import type { Report } from '../../../src/features/reports/contract.ts'
import { mayDo, useMe } from '../../client/session.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { AnswerView } from './answer-view.tsx'
import { DownloadMenu } from './download-menu.tsx'
import { PinMenu } from './pin-menu.tsx'
import { answerQuery, reportQuery } from './queries.ts'
import { QuestionForm } from './question-form.tsx'
import { SaveButtons } from './save-buttons.tsx'
import { SchedulePanel } from './schedule-panel.tsx'
import { ShareNote } from './share-note.tsx'
import { type Draft, FIRST, useBuilder } from './use-builder.ts'

/** A question put together, answered while it is, and kept as a report. */
export function BuilderPage() {
  const { draft, report, open } = useBuilder()
  const found = useQuery({ ...reportQuery(report ?? ''), enabled: report !== undefined })
  if (report && found.isPending) return <Skeleton active />
  const kept = report ? found.data : undefined
  const shown = draft ?? kept ?? FIRST
  return (
    <div className="page">
      <ErrorNote error={report ? found.error : undefined} />
      <Builder draft={shown} kept={kept} onChange={open} />
    </div>
  )
}

function Builder({
  draft,
  kept,
  onChange,
}: {
  draft: Draft
  kept: Report | undefined
  onChange: (draft: Draft, of?: string) => void
}) {
  const t = useText()
  const label = useLabel()
  const me = useMe()
  const [mailing, setMailing] = useState(false)
  const asked = useDeferredValue(draft.question)
  const found = useQuery(answerQuery(asked))
  const title = kept ? label(kept.label) : t('reports.new')
  return (
    <>
      <PageHeader
        title={title}
        {...(kept ? { beside: <ShareNote kept={kept} /> } : { hint: t('reports.builder-hint') })}
        actions={
          <>
            <SaveButtons draft={draft} kept={kept} onKept={(report) => onChange(report, report.id)} />
            {kept && <PinMenu report={kept} />}
            {kept && <Button onClick={() => setMailing(true)}>{t('reports.mail')}</Button>}
            {mayDo(me, 'opportunity', 'export') && (
              <DownloadMenu question={draft.question} title={kept ? label(kept.label) : ''} />
            )}
          </>
        }
      />
      <div className="builder">
        <section className="card builder-question">
          <QuestionForm draft={draft} onChange={(next) => onChange(next)} />
        </section>
        <section
          className="card builder-answer"
          aria-label={t('reports.answer')}
          aria-busy={found.isFetching}
        >
          <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
          {found.isPending && <Skeleton active />}
          {found.data && !found.error && (
            <AnswerView answer={found.data} question={draft.question} chart={draft.chart} title={title} />
          )}
        </section>
      </div>
      {kept && mailing && (
        <SchedulePanel subject={{ what: 'report', of: kept.id }} onClose={() => setMailing(false)} />
      )}
    </>
  )
}
