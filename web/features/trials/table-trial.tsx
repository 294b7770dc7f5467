import { InboxOutlined } from '@ant-design/icons'
import { Button, Progress, Upload } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { MOST_ROWS } from '../../../src/features/trials/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { type Rules, type Tried, tryTable } from './queries.ts'
import type { Explain } from './trial-panel.tsx'
import { TrialResult } from './trial-result.tsx'

type State =
  | { step: 'choose'; error?: unknown }
  | { step: 'trying'; file: File; done: number; all: number }
  | { step: 'tried'; file: File; tried: Tried }

/** A table, how far its trial has come, and what was found; closing the panel stops it. */
export function TableTrial({
  rules,
  isDraft,
  explain,
}: {
  rules: Rules
  isDraft: boolean
  explain: Explain
}) {
  const t = useText()
  const [state, setState] = useState<State>({ step: 'choose' })
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const sent = isDraft ? rules : undefined
  const begin = (file: File) => {
    const abort = new AbortController()
    running.current = abort
    setState({ step: 'trying', file, done: 0, all: 0 })
    tryTable(file, sent, abort.signal, (done, all) => setState({ step: 'trying', file, done, all })).then(
      (tried) => setState({ step: 'tried', file, tried }),
      (error: unknown) => setState(abort.signal.aborted ? { step: 'choose' } : { step: 'choose', error }),
    )
  }
  if (state.step === 'tried')
    return (
      <TrialResult {...state} sent={sent} explain={explain} onAgain={() => setState({ step: 'choose' })} />
    )
  if (state.step === 'trying') {
    const { file, done, all } = state
    return (
      <section className="card" aria-live="polite">
        <p>{all === 0 ? t('trials.reading', { name: file.name }) : t('trials.deciding', { done, all })}</p>
        <Progress
          aria-label={t('trials.title')}
          percent={all === 0 ? 0 : Math.floor((100 * done) / all)}
          status="active"
        />
        <Button onClick={() => running.current?.abort()}>{t('trials.stop')}</Button>
      </section>
    )
  }
  return (
    <>
      <Upload.Dragger
        accept=".csv,.tsv,.txt,.xlsx"
        showUploadList={false}
        customRequest={({ file }) => begin(file as File)}
      >
        <p className="empty-icon">
          <InboxOutlined />
        </p>
        <p>{t('trials.drop')}</p>
        <p className="muted">{t('trials.forms', { most: MOST_ROWS })}</p>
      </Upload.Dragger>
      <ErrorNote error={state.error} />
    </>
  )
}
