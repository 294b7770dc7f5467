import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import type { HandOver } from '../../../src/features/handover/contract.ts'
import { useMe } from '../../client/session.ts'
import { ConfirmWithReason } from '../../kit/confirm-with-reason.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useText } from '../../kit/text.tsx'
import { TimeLeft } from '../../kit/time-left.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { PacketView } from './packet-view.tsx'
import { sendAnswer, takeBack } from './queries.ts'

/** An offer with its packet: the receiver accepts or declines, the giver can take it back. */
export function HandOverCard({ handOver, linked = true }: { handOver: HandOver; linked?: boolean }) {
  const t = useText()
  const me = useMe()
  const toast = useToast()
  const queries = useQueryClient()
  const [declining, setDeclining] = useState(false)
  const settle = () => {
    void queries.invalidateQueries({ queryKey: ['about', 'hand-over'] })
    void queries.invalidateQueries({ queryKey: ['about', 'today'] })
    void queries.invalidateQueries({ queryKey: ['records', 'opportunity'] })
    void queries.invalidateQueries({ queryKey: ['record', 'opportunity', handOver.opportunity.id] })
  }
  const accepting = useMutation({
    mutationFn: () => sendAnswer(handOver.id, handOver.version, { answer: 'accept' }),
    onSuccess: () => toast.done(t('handover.accepted-done')),
    onSettled: settle,
  })
  const withdrawing = useMutation({
    mutationFn: () => takeBack(handOver.id, handOver.version),
    onSettled: settle,
  })
  const waits = handOver.state === 'offered'
  const { opportunity, from, to } = handOver
  return (
    <article className="card hand-over" aria-label={opportunity.title}>
      <header>
        {linked ? (
          <Link to="/opportunities/$id" params={{ id: opportunity.id }}>
            <b>{opportunity.title}</b>
          </Link>
        ) : (
          <b>{t('handover.one')}</b>
        )}
        {waits ? (
          <TimeLeft due={handOver.dueAt} started={handOver.offeredAt} />
        ) : (
          <Tag>{t(`handover.${handOver.state}`)}</Tag>
        )}
      </header>
      <p className="hand-over-way">
        <PersonMark name={from.name} /> → <PersonMark name={to.name} />
      </p>
      <PacketView packet={handOver.packet} />
      {handOver.answer && handOver.answer !== 'overtaken' && (
        <p className="muted">{t('handover.answer', { answer: handOver.answer })}</p>
      )}
      {handOver.answer === 'overtaken' && <p className="muted">{t('handover.overtaken')}</p>}
      <ErrorNote error={accepting.error ?? withdrawing.error} />
      {waits && (
        <footer>
          {to.id === me.person.id && (
            <>
              <Button type="primary" loading={accepting.isPending} onClick={() => accepting.mutate()}>
                {t('handover.accept')}
              </Button>
              <Button onClick={() => setDeclining(true)}>{t('handover.decline')}</Button>
            </>
          )}
          {from.id === me.person.id && (
            <Button loading={withdrawing.isPending} onClick={() => withdrawing.mutate()}>
              {t('handover.withdraw')}
            </Button>
          )}
        </footer>
      )}
      <ConfirmWithReason
        open={declining}
        title={t('handover.decline-title')}
        confirmText={t('handover.decline')}
        onCancel={() => setDeclining(false)}
        onConfirm={async (reason) => {
          await sendAnswer(handOver.id, handOver.version, { answer: 'decline', reason })
          setDeclining(false)
          settle()
        }}
      >
        <p className="muted">{t('handover.decline-hint', { name: from.name })}</p>
      </ConfirmWithReason>
    </article>
  )
}
