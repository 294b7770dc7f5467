import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Rate, Tag } from 'antd'
import { useState } from 'react'
import type { HandOver, PacketLine } from '../../../src/features/handover/contract.ts'
import { useMe } from '../../client/session.ts'
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
  const { opportunity, from, to, answeredBy } = handOver
  const isMine = to.id === me.person.id
  const isParty = isMine || from.id === me.person.id
  const decides =
    waits &&
    handOver.escalatedAt !== null &&
    (handOver.escalatedTo?.id === me.person.id || (me.rights.admin && !isParty))
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
      <Thread handOver={handOver} myId={me.person.id} onSettled={settle} />
      {handOver.answer && handOver.answer !== 'overtaken' && (
        <p className="muted">
          {t('handover.answer', { answer: handOver.answer })}
          {answeredBy && answeredBy.id !== to.id && answeredBy.id !== from.id && (
            <> · {t('handover.decided-by', { name: answeredBy.name })}</>
          )}
        </p>
      )}
      {handOver.answer === 'overtaken' && <p className="muted">{t('handover.overtaken')}</p>}
      <ErrorNote error={accepting.error ?? withdrawing.error ?? rating.error} />
      {decides && <RulingActions handOver={handOver} onSettled={settle} />}
      {waits && isParty && (
        <footer>
          {isMine && (
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
