import './splits.css'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import type { Split, SplitState } from '../../../src/features/splits/contract.ts'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { answerSplit, splitsChanged, withdrawSplit } from './queries.ts'
import { DisputeDialog, SettleDialog } from './split-dialogs.tsx'

const COLOURS: Readonly<Record<SplitState, string>> = {
  proposed: 'processing',
  disputed: 'error',
  agreed: 'success',
  settled: 'success',
  withdrawn: 'default',
}

/** One split: who gets what, what each says to it, and what the reader may do. */
export function SplitCard({ split, linked = true }: { split: Split; linked?: boolean }) {
  const t = useText()
  const format = useFormat()
  const { opportunity, terms, state, worth } = split
  return (
    <article className="split-card" data-split={split.id}>
      <header>
        {linked && (
          <Link to="/opportunities/$id" params={{ id: opportunity.id }}>
            {opportunity.title}
          </Link>
        )}
        {linked && <span className="muted">#{opportunity.number}</span>}
        {linked && worth && <b>{format.money(worth)}</b>}
        <Tag color={COLOURS[state]}>{t(`splits.state-${state}`)}</Tag>
      </header>
      <SplitBar parts={terms.map(({ person, percent }) => ({ id: person.id, name: person.name, percent }))} />
      <ul className="split-terms">
        {terms.map(({ person, percent, answer, reason }) => (
          <li key={person.id}>
            <PersonMark name={person.name} id={person.id} />
            <b className="figures">{format.percent(percent, 2)}</b>
            <span className={answer === 'disputed' ? 'late' : 'muted'}>
              {answer
                ? t(`splits.answer-${answer}`)
                : state === 'proposed' && person.active
                  ? t('splits.waits')
                  : person.active
                    ? ''
                    : t('splits.left')}
              {reason && <> · {reason}</>}
            </span>
          </li>
        ))}
      </ul>
      <p className="muted">
        {t('splits.by', { name: split.proposedBy.name, when: format.instant(split.proposedAt) })}
        {split.reason && <> · {split.reason}</>}
      </p>
      {split.decider && <p>{t('splits.decider', { name: split.decider.name })}</p>}
      {split.ruling && (
        <p>{t('splits.ruling', { name: split.ruling.by.name, reason: split.ruling.reason })}</p>
      )}
      <Actions split={split} />
    </article>
  )
}

/** The parts as one bar; the figures stand below it. */
export function SplitBar({ parts }: { parts: readonly { id: string; name: string; percent: number }[] }) {
  return (
    <div className="split-bar" aria-hidden>
      {parts.map(({ id, percent }) => (
        <span key={id} style={{ flexGrow: percent }} />
      ))}
    </div>
  )
}

function Actions({ split }: { split: Split }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [doing, setDoing] = useState<'dispute' | 'settle'>()
  const changed = { onSuccess: () => splitsChanged(queries), onError: toast.failed }
  const agreeing = useMutation({ mutationFn: () => answerSplit(split, { answer: 'agreed' }), ...changed })
  const withdrawing = useMutation({ mutationFn: () => withdrawSplit(split), ...changed })
  const { may } = split
  if (!may.answer && !may.settle && !may.withdraw) return null
  const close = () => setDoing(undefined)
  return (
    <div className="split-actions">
      {may.answer && (
        <Button type="primary" loading={agreeing.isPending} onClick={() => agreeing.mutate()}>
          {t('splits.agree')}
        </Button>
      )}
      {may.answer && <Button onClick={() => setDoing('dispute')}>{t('splits.dispute')}</Button>}
      {may.settle && (
        <Button type="primary" onClick={() => setDoing('settle')}>
          {t('splits.settle')}
        </Button>
      )}
      {may.withdraw && (
        <Button loading={withdrawing.isPending} onClick={() => withdrawing.mutate()}>
          {t('splits.withdraw')}
        </Button>
      )}
      {doing === 'dispute' && <DisputeDialog split={split} onClose={close} />}
      {doing === 'settle' && <SettleDialog split={split} onClose={close} />}
    </div>
  )
}
