import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Rate, Tag } from 'antd'
import { useState } from 'react'
import type { HandOver, PacketLine } from '../../../src/features/handover/contract.ts'
import { useMe } from '../../client/session.ts'
import { useSpeaksFor } from '../../kit/away.tsx'
import { ConfirmWithReason } from '../../kit/confirm-with-reason.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useText } from '../../kit/text.tsx'
import { TimeLeft } from '../../kit/time-left.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { PacketView } from './packet-view.tsx'
import { sendAnswer, sendRating, takeBack } from './queries.ts'
import { Thread } from './thread.tsx'

/** An offer with its packet: the receiver asks, confirms and accepts or declines, the giver replies or takes it back. */
export function HandOverCard({ handOver, linked = true }: { handOver: HandOver; linked?: boolean }) {
  const t = useText()
  const me = useMe()
  const toast = useToast()
  const queries = useQueryClient()
  const [declining, setDeclining] = useState(false)
  const [confirmed, setConfirmed] = useState<PacketLine[]>([])
  const settle = () => {
    void queries.invalidateQueries({ queryKey: ['about', 'hand-over'] })
    void queries.invalidateQueries({ queryKey: ['about', 'today'] })
    void queries.invalidateQueries({ queryKey: ['records', 'opportunity'] })
    void queries.invalidateQueries({ queryKey: ['record', 'opportunity', handOver.opportunity.id] })
  }
  const accepting = useMutation({
    mutationFn: () => sendAnswer(handOver.id, handOver.version, { answer: 'accept', confirmed }),
    onSuccess: () => toast.done(t('handover.accepted-done')),
    onSettled: settle,
  })
  const withdrawing = useMutation({
    mutationFn: () => takeBack(handOver.id, handOver.version),
    onSettled: settle,
  })
  const rating = useMutation({
    mutationFn: (stars: number) => sendRating(handOver.id, handOver.version, stars),
    onSuccess: () => toast.done(t('handover.rated-done', { name: from.name })),
    onSettled: settle,
  })
  const waits = handOver.state === 'offered'
  const { opportunity, from, to } = handOver
  const speaksFor = useSpeaksFor(me.person.id)
  // nobody takes in somebody's name what they give themselves
  const isMine = to.id === me.person.id || (speaksFor(to.id) && from.id !== me.person.id)
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
        <PersonMark name={from.name} id={waits ? from.id : undefined} /> →{' '}
        <PersonMark name={to.name} id={waits ? to.id : undefined} />
      </p>
      {waits && isMine ? (
        <>
          <PacketView handOver={handOver} confirmed={confirmed} onConfirm={setConfirmed} />
          <p className="muted">{t('handover.confirm-hint')}</p>
        </>
      ) : (
        <PacketView handOver={handOver} />
      )}
      {waits && isMine && to.id !== me.person.id && (
        <p className="muted">{t('handover.you-answer-for', { name: to.name })}</p>
      )}
      {handOver.answeredBy?.onBehalfOf && (
        <p className="muted">
          {t('handover.answered-by', {
            name: handOver.answeredBy.person.name,
            absent: handOver.answeredBy.onBehalfOf.name,
          })}
        </p>
      )}
      <Thread handOver={handOver} myId={me.person.id} onSettled={settle} />
      {handOver.answer && handOver.answer !== 'overtaken' && (
        <p className="muted">{t('handover.answer', { answer: handOver.answer })}</p>
      )}
      {handOver.answer === 'overtaken' && <p className="muted">{t('handover.overtaken')}</p>}
      <ErrorNote error={accepting.error ?? withdrawing.error ?? rating.error} />
      {waits && (
        <footer>
          {isMine && (
            <>
              <Button type="primary" loading={accepting.isPending} onClick={() => accepting.mutate()}>
                {to.id === me.person.id ? t('handover.accept') : t('handover.accept-for', { name: to.name })}
              </Button>
              <Button onClick={() => setDeclining(true)}>{t('handover.decline')}</Button>
            </>
          )}
          {speaksFor(from.id) && (
            <Button loading={withdrawing.isPending} onClick={() => withdrawing.mutate()}>
              {t('handover.withdraw')}
            </Button>
          )}
        </footer>
      )}
      {handOver.state === 'accepted' && (isMine || handOver.rating) && (
        <p className="hand-over-way">
          {isMine && <span className="muted">{t('handover.rate')}</span>}
          <Rate
            disabled={!isMine || rating.isPending}
            allowClear={false}
            value={handOver.rating?.stars ?? 0}
            onChange={(stars) => rating.mutate(stars)}
          />
        </p>
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
