import { PauseCircleOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import type { EndedClock, RunningClock } from '../../../src/features/clocks/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { type MessageKey, useText } from '../../kit/text.tsx'
import { TimeLeft } from '../../kit/time-left.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { PauseDialog } from './pause-dialog.tsx'
import { clocksQuery, sendResume, settleClocks } from './queries.ts'
import { useStepWords, WhyItRuns } from './why-it-runs.tsx'
import './clocks.css'

/** The limits of an opportunity: how much time is left, whose, what happens next and why; paused and resumed here. */
export function ClocksPanel({ id }: { id: string }) {
  const t = useText()
  const found = useQuery(clocksQuery(id))
  if (found.isPending) return <Skeleton active title={false} />
  if (found.error) return <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
  const { items, ended } = found.data
  return (
    <>
      {items.length === 0 && <p className="muted">{t('clocks.none')}</p>}
      <ul className="clocks">
        {items.map((clock) => (
          <li key={clock.id}>
            <OneClock clock={clock} opportunityId={id} />
          </li>
        ))}
      </ul>
      {ended.length > 0 && <Ended clocks={ended} />}
    </>
  )
}

function OneClock({ clock, opportunityId }: { clock: RunningClock; opportunityId: string }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [pausing, setPausing] = useState(false)
  const resuming = useMutation({
    mutationFn: () => sendResume(clock.id),
    onSuccess: () => toast.done(t('clocks.resume-done')),
    onSettled: () => settleClocks(queries, opportunityId),
  })
  const { pause, mayPause, pauseDaysLeft } = clock
  return (
    <article aria-label={t(`clocks.kind-${clock.kind}`)}>
      <header>
        <b>{t(`clocks.kind-${clock.kind}`)}</b>
        {pause ? (
          <Paused pause={pause} />
        ) : (
          <TimeLeft due={clock.dueAt} warnAt={clock.warnAt ?? undefined} started={clock.startedAt} />
        )}
      </header>
      <p className="clock-person">
        <PersonMark name={clock.person.name} id={clock.person.id} />
        {pause ? (
          <span className="muted">
            {t('clocks.paused-by', { name: pause.by.name, reason: pause.reason })}
          </span>
        ) : (
          <NextStep clock={clock} />
        )}
      </p>
      <ErrorNote error={resuming.error} />
      <footer>
        <WhyItRuns clock={clock} />
        {mayPause && !pause && pauseDaysLeft > 0 && (
          <Button type="text" size="small" onClick={() => setPausing(true)}>
            {t('clocks.pause')}
          </Button>
        )}
        {mayPause && pause && (
          <Button size="small" loading={resuming.isPending} onClick={() => resuming.mutate()}>
            {t('clocks.resume')}
          </Button>
        )}
      </footer>
      {pausing && (
        <PauseDialog clock={clock} opportunityId={opportunityId} onClose={() => setPausing(false)} />
      )}
    </article>
  )
}

function Paused({ pause }: { pause: NonNullable<RunningClock['pause']> }) {
  const t = useText()
  const format = useFormat()
  return (
    <span className="clock-paused">
      <PauseCircleOutlined aria-hidden /> {t('clocks.paused-until', { when: format.instant(pause.until) })}
    </span>
  )
}

/** What happens next, and to whom. */
function NextStep({ clock }: { clock: RunningClock }) {
  const t = useText()
  const words = useStepWords()
  const next = clock.steps.find(({ fired }) => !fired)
  return <span className="muted">{next ? words(clock, next) : t('clocks.all-told')}</span>
}

const KNOWN_ENDS = new Set([
  'attended',
  'next-step',
  'holder',
  'stage',
  'plan',
  'pool',
  'closed',
  'hand-over',
  'task',
])

function Ended({ clocks }: { clocks: readonly EndedClock[] }) {
  const t = useText()
  const format = useFormat()
  return (
    <details className="clocks-ended">
      <summary>{t('clocks.ended', { count: clocks.length })}</summary>
      <ul>
        {clocks.map((clock) => (
          <li key={clock.id}>
            {t(`clocks.kind-${clock.kind}`)} · {clock.person.name}
            <span className="muted">
              {' '}
              {t(
                (KNOWN_ENDS.has(clock.because)
                  ? `clocks.because-${clock.because}`
                  : 'clocks.because-other') as MessageKey,
              )}{' '}
              · {format.instant(clock.stoppedAt)} ·{' '}
              {t(clock.breachedAt ? 'clocks.ended-late' : 'clocks.ended-in-time')}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
