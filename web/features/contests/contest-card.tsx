import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import type { Contest, RulingInput } from '../../../src/features/contests/contract.ts'
import { useMe } from '../../client/session.ts'
import { useSpeaksFor } from '../../kit/away.tsx'
import { ConfirmWithReason } from '../../kit/confirm-with-reason.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { TimeLeft } from '../../kit/time-left.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { sendRuling, settleContest, takeBack } from './queries.ts'

/** An open contest: who says what, who decides until when; whoever may decides, the contester takes it back. */
export function ContestCard({ contest, linked = true }: { contest: Contest; linked?: boolean }) {
  const t = useText()
  const me = useMe()
  const toast = useToast()
  const queries = useQueryClient()
  const [ruling, setRuling] = useState<RulingInput['ruling']>()
  const { id, version, opportunity, contester, proposed, holder, decider } = contest
  const isParty = [contester.id, proposed.id].includes(me.person.id)
  const speaksFor = useSpeaksFor(me.person.id)
  const isDecider = decider !== null && (decider.id === me.person.id || speaksFor(decider.id))
  const decides = !isParty && (isDecider || me.rights.admin)
  const settle = () => settleContest(queries, opportunity.id)
  const withdrawing = useMutation({
    mutationFn: () => takeBack(id, version),
    onSuccess: () => toast.done(t('contests.withdrawn-done')),
    onSettled: settle,
  })
  const names = { uphold: t('contests.uphold'), grant: t('contests.grant', { name: proposed.name }) }
  return (
    <article className="card hand-over" aria-label={`${t('contests.open')} ${opportunity.title}`}>
      <header>
        {linked ? (
          <Link to="/opportunities/$id" params={{ id: opportunity.id }}>
            <b>{opportunity.title}</b>
          </Link>
        ) : (
          <b>{t('contests.open')}</b>
        )}
        <TimeLeft due={contest.dueAt} started={contest.filedAt} />
      </header>
      <p>{t('contests.one', { contester: contester.name, holder: holder.name, proposed: proposed.name })}</p>
      <blockquote className="several-lines">{contest.reason}</blockquote>
      {!decides && (
        <p className="muted">
          {decider ? t('contests.waits', { name: decider.name }) : t('contests.waits-admin')}
        </p>
      )}
      <ErrorNote error={withdrawing.error} />
      <footer>
        {decides && (
          <>
            <Button onClick={() => setRuling('uphold')}>{names.uphold}</Button>
            <Button type="primary" onClick={() => setRuling('grant')}>
              {names.grant}
            </Button>
          </>
        )}
        {contester.id === me.person.id && (
          <Button loading={withdrawing.isPending} onClick={() => withdrawing.mutate()}>
            {t('contests.withdraw')}
          </Button>
        )}
      </footer>
      <ConfirmWithReason
        open={ruling !== undefined}
        title={ruling && names[ruling]}
        onCancel={() => setRuling(undefined)}
        onConfirm={async (reason) => {
          if (ruling) await sendRuling(id, version, { ruling, reason })
          toast.done(t('contests.ruled-done'))
          setRuling(undefined)
          settle()
        }}
      />
    </article>
  )
}
