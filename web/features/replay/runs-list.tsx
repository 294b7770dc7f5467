import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Popconfirm, Progress, Tag } from 'antd'
import type { Run } from '../../../src/features/replay/contract.ts'
import { useRefusalText, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { useChangeWords } from './change-words.ts'
import { cancelRun, deleteRun, isUnended, runsChanged } from './queries.ts'

const COLOURS = {
  waiting: 'default',
  running: 'processing',
  done: 'success',
  failed: 'error',
  cancelled: 'warning',
} as const

/** The runs, newest first: how far each is, what it asked; a tick puts it beside the others. */
export function RunsList({
  runs,
  chosen,
  most,
  onChoose,
}: {
  runs: readonly Run[]
  chosen: readonly string[]
  most: number
  onChoose: (ids: readonly string[]) => void
}) {
  const t = useText()
  const format = useFormat()
  const say = useChangeWords()
  const refusal = useRefusalText()
  const toast = useToast()
  const queries = useQueryClient()
  const after = { onSuccess: () => runsChanged(queries), onError: toast.failed }
  const stopping = useMutation({ mutationFn: cancelRun, ...after })
  const deleting = useMutation({ mutationFn: deleteRun, ...after })
  const toggle = (id: string, on: boolean) =>
    onChoose(on ? [...chosen, id].slice(-most) : chosen.filter((one) => one !== id))
  return (
    <ul className="lab-runs" aria-label={t('replay.runs')}>
      {runs.map((run) => (
        <li key={run.id}>
          <div className="lab-run-head">
            <Checkbox
              checked={chosen.includes(run.id)}
              disabled={!run.result}
              onChange={({ target }) => toggle(run.id, target.checked)}
            >
              {run.name}
            </Checkbox>
            <Tag color={COLOURS[run.state]}>{t(`replay.state-${run.state}`)}</Tag>
            <span className="muted">
              {t('replay.by', { name: run.by.name, when: format.relative(run.createdAt) })}
            </span>
          </div>
          <p className="muted">
            {[
              `${format.day(run.question.period.from)} – ${format.day(run.question.period.to)}`,
              ...run.question.changes.map((one) => say(one, (id) => run.named[id] ?? id)),
            ].join(' · ')}
          </p>
          {run.state === 'running' && <Going run={run} />}
          {run.result && (
            <p className="muted">
              {t('replay.done', {
                count: format.number(run.result.arrived, 0),
                seconds: format.number(run.result.tookMs / 1000, 1),
              })}
            </p>
          )}
          {run.message && <p className="late">{refusal(run.message.code, run.message.facts)}</p>}
          <div className="lab-run-deeds">
            {isUnended(run) ? (
              <Button size="small" onClick={() => stopping.mutate(run.id)}>
                {t('replay.cancel')}
              </Button>
            ) : (
              <Popconfirm title={t('replay.delete-sure')} onConfirm={() => deleting.mutate(run.id)}>
                <Button size="small" type="text" aria-label={`${t('replay.delete')} ${run.name}`}>
                  {t('replay.delete')}
                </Button>
              </Popconfirm>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}

/** How far a run is, and how fast. */
function Going({ run: { step, done, total, startedAt, name } }: { run: Run }) {
  const t = useText()
  const format = useFormat()
  const seconds = startedAt ? Math.max(1, (Date.now() - Date.parse(startedAt)) / 1000) : 1
  const part = total ? done / total : 0
  const percent = step === 'reading' ? 5 : step === 'deciding' ? 20 + 60 * part : 80 + 20 * part
  return (
    <div aria-live="polite">
      <Progress percent={Math.round(percent)} size="small" aria-label={name} />
      <span className="muted">
        {t(`replay.step-${step}`, {
          done: format.number(done, 0),
          total: format.number(total ?? 0, 0),
          rate: format.number(done / seconds, 0),
        })}
      </span>
    </div>
  )
}
