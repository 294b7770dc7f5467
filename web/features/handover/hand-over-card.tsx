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
import { RulingActions } from './ruling.tsx'
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
    onSuccess: () =>
      toast.done(
        to.id === me.person.id ? t('handover.accepted-done') : t('handover.accepted-for', { name: to.name }),
      ),
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
  const { opportunity, from, to, answeredBy } = handOver
  const speaksFor = useSpeaksFor(me.person.id)
  // nobody takes in somebody's name what they give themselves
  const isMine = to.id === me.person.id || (speaksFor(to.id) && from.id !== me.person.id)
  const isParty = to.id === me.person.id || from.id === me.person.id
  const isDecided =
    handOver.escalatedAt !== null && answeredBy !== null && ![from.id, to.id].includes(answeredBy.person.id)
  const decider = handOver.escalatedTo?.id
  const decides =
    waits &&
    handOver.escalatedAt !== null &&
    !isParty &&
    (me.rights.admin || (decider !== undefined && (decider === me.person.id || speaksFor(decider))))
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
        {waits && <Unanswered handOver={handOver} />}
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
        <p className="muted">
          {t('handover.answer', { answer: handOver.answer })}
          {answeredBy && isDecided && <> · {t('handover.decided-by', { name: answeredBy.person.name })}</>}
        </p>
      )}
      {handOver.answer === 'overtaken' && <p className="muted">{t('handover.overtaken')}</p>}
      <ErrorNote error={accepting.error ?? withdrawing.error ?? rating.error} />
      {decides && <RulingActions handOver={handOver} onSettled={settle} />}
      {waits && (isMine || isParty || speaksFor(from.id)) && (
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

/** Who was reminded, and who decides now that nobody answered. */
function Unanswered({ handOver }: { handOver: HandOver }) {
  const t = useText()
  const { remindedAt, escalatedAt, escalatedTo, waitsFor, from, to } = handOver
  if (!remindedAt) return null
  if (escalatedAt)
    return (
      <Tag color="error">
        {escalatedTo ? t('handover.escalated', { name: escalatedTo.name }) : t('handover.escalated-nobody')}
      </Tag>
    )
  const owes = waitsFor === 'giver' ? from : to
  return <Tag color="warning">{t('handover.reminded', { name: owes.name })}</Tag>
}
