import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Progress } from 'antd'
import { useState } from 'react'
import type { Answer, Run, Settings } from '../../../src/features/imports/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useRefusalText, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { ColumnMapping } from './column-mapping.tsx'
import { Problems } from './problems.tsx'
import { runQuery, type Step, saveChoices, takeStep } from './queries.ts'
import { Questions } from './questions.tsx'
import { RunSettings } from './run-settings.tsx'

/** One import, at the step it is: columns, questions, try, carry out, what came of it. */
export function RunSteps({ run }: { run: Run }) {
  const t = useText()
  const refusal = useRefusalText()
  const queries = useQueryClient()
  const [mapping, setMapping] = useState<Record<string, string | null>>({})
  const [settings, setSettings] = useState<Settings>(run.settings)
  const [answers, setAnswers] = useState<Record<string, Record<string, Answer>>>({})
  const settle = (next: Run | undefined) => {
    if (next) queries.setQueryData(runQuery(run.id).queryKey, next as never)
    void queries.invalidateQueries({ queryKey: ['import', run.id] })
    void queries.invalidateQueries({ queryKey: ['records'] })
  }
  const stepping = useMutation({
    mutationFn: (step: Step) => takeStep(run.id, step),
    onSuccess: (next) => settle(next as Run),
  })
  const checking = useMutation({
    mutationFn: async () => {
      await saveChoices(run.id, { mapping, settings, answers })
      return takeStep(run.id, 'check')
    },
    onSuccess: (next) => settle(next as Run),
  })
  const isMoving = ['checking', 'running', 'undoing'].includes(run.state)
  const isSettable = ['uploaded', 'checked', 'failed', 'cancelled', 'undone'].includes(run.state)
  const answered = run.questions.every((one) => answers[one.field]?.[one.value])
  return (
    <>
      <p>
        <b>{run.fileName}</b> <span className="muted">{t(`imports.state-${run.state}`)}</span>
      </p>
      {run.message && <Alert type="error" showIcon title={refusal(run.message.code, run.message.facts)} />}
      {isMoving && <Moving run={run} onCancel={() => stepping.mutate('cancel')} />}
      {isSettable && (
        <>
          <section className="card">
            <h2>{t('imports.columns')}</h2>
            <ColumnMapping run={run} changed={mapping} onChange={setMapping} />
          </section>
          <RunSettings run={run} settings={settings} onChange={setSettings} />
        </>
      )}
      {run.questions.length > 0 && isSettable && (
        <section className="card">
          <h2>{t('imports.questions', { count: run.questions.length })}</h2>
          <p className="muted">{t('imports.questions-hint')}</p>
          <Questions questions={run.questions} answers={answers} onChange={setAnswers} />
        </section>
      )}
      {run.state === 'checked' && run.questions.length === 0 && <Checked run={run} />}
      {run.state === 'done' && <Done run={run} />}
      <ErrorNote error={stepping.error ?? checking.error} />
      <div className="steps">
        {isSettable && (
          <Button
            type={run.state === 'checked' && run.questions.length === 0 ? 'default' : 'primary'}
            loading={checking.isPending}
            disabled={run.questions.length > 0 && !answered}
            onClick={() => checking.mutate()}
          >
            {t(run.state === 'uploaded' ? 'imports.check' : 'imports.check-again')}
          </Button>
        )}
        {run.state === 'checked' && run.questions.length === 0 && (
          <Button type="primary" loading={stepping.isPending} onClick={() => stepping.mutate('start')}>
            {t('imports.start')}
          </Button>
        )}
        {run.state === 'cancelled' && run.created > 0 && (
          <Button onClick={() => stepping.mutate('start')}>{t('imports.go-on')}</Button>
        )}
        {['done', 'failed', 'cancelled'].includes(run.state) && run.created > 0 && (
          <Button danger loading={stepping.isPending} onClick={() => stepping.mutate('undo')}>
            {t('imports.undo')}
          </Button>
        )}
      </div>
      {run.problems + run.skipped > 0 && <Problems run={run} />}
    </>
  )
}

function Moving({ run, onCancel }: { run: Run; onCancel: () => void }) {
  const t = useText()
  const format = useFormat()
  const total = run.rowsTotal ?? 0
  const seconds = run.startedAt ? Math.max(1, (Date.now() - Date.parse(run.startedAt)) / 1000) : 1
  return (
    <section className="card" aria-live="polite">
      {total > 0 && <Progress percent={Math.min(100, Math.round((run.rowsRead / total) * 100))} />}
      <p>
        {t('imports.progress', {
          read: format.number(run.rowsRead, 0),
          made: format.number(run.created, 0),
          problems: format.number(run.problems, 0),
          rate: format.number(run.rowsRead / seconds, 0),
        })}
      </p>
      {run.state !== 'undoing' && <Button onClick={onCancel}>{t('imports.cancel')}</Button>}
    </section>
  )
}

function Checked({ run }: { run: Run }) {
  const t = useText()
  const format = useFormat()
  const good = (run.rowsTotal ?? run.rowsRead) - run.problems - run.skipped
  return (
    <Alert
      type={run.problems > 0 ? 'warning' : 'success'}
      showIcon
      title={t('imports.checked', {
        good: format.number(good, 0),
        problems: format.number(run.problems, 0),
        known: format.number(run.skipped, 0),
      })}
    />
  )
}

function Done({ run }: { run: Run }) {
  const t = useText()
  const format = useFormat()
  return (
    <Alert
      type="success"
      showIcon
      title={t('imports.done', {
        made: format.number(run.created, 0),
        problems: format.number(run.problems, 0),
        known: format.number(run.skipped, 0),
      })}
      action={
        run.object === 'opportunity' && (
          <Link to="/opportunities">
            <Button size="small">{t('imports.see')}</Button>
          </Link>
        )
      }
    />
  )
}
