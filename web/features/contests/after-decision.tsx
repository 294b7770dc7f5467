import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { Contest } from '../../../src/features/contests/contract.ts'
import { filingVerdict, overrideOf } from '../../../src/features/contests/rules.ts'
import type { Holding } from '../../../src/features/responsibility/contract.ts'
import type { DecisionView } from '../../../src/features/routing/contract.ts'
import { useMe } from '../../client/session.ts'
import { ConfirmWithReason } from '../../kit/confirm-with-reason.tsx'
import { Field } from '../../kit/field.tsx'
import { type MessageKey, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import type { Reference } from '../../records/queries.ts'
import { RecordPicker } from '../../records/record-picker.tsx'
import { contestsQuery, sendContest, settleContest } from './queries.ts'

/** What came after a decision: its contests with their rulings, the pass that overrode it, and the way to contest it. */
export function AfterDecision({
  opportunityId,
  decision,
  newest,
  isOpen,
  holder,
  holdings,
}: {
  opportunityId: string
  decision: DecisionView
  /** The newest decision of the opportunity. */
  newest: DecisionView
  isOpen: boolean
  holder: Reference
  holdings: readonly Holding[]
}) {
  const t = useText()
  const me = useMe().person
  const [contesting, setContesting] = useState(false)
  const all = useQuery(contestsQuery(opportunityId)).data?.items ?? []
  const contests = all.filter((one) => one.decisionId === decision.id)
  const override = overrideOf(holdings, decision.id)
  const verdict = filingVerdict(
    [newest, decision].map((one) => ({
      id: one.id,
      personId: one.person.id,
      candidateIds: one.candidates.map(({ personId }) => personId),
    })),
    { isOpen, holderId: holder.id },
    { decisionId: decision.id, contesterId: me.id, proposedId: me.id },
  )
  const mayContest =
    (verdict === 'file' || verdict === 'holds-already') &&
    !contests.some((one) => one.state === 'open' && one.contester.id === me.id)
  return (
    <>
      {(contests.length > 0 || override) && (
        <>
          <h4>{t('contests.about')}</h4>
          <ul className="reasons">
            {contests.map((one) => (
              <li key={one.id}>
                <Told contest={one} />
              </li>
            ))}
            {override && (
              <li>
                {t(override.reason ? 'contests.overridden' : 'contests.overridden-silently', {
                  by: override.actor?.name ?? t('activities.system'),
                  to: override.person.name,
                  reason: override.reason ?? '',
                })}
              </li>
            )}
          </ul>
        </>
      )}
      {mayContest && <Button onClick={() => setContesting(true)}>{t('contests.contest')}</Button>}
      {contesting && (
        <ContestDialog
          opportunityId={opportunityId}
          decisionId={decision.id}
          holder={holder}
          me={me.id === holder.id ? null : { id: me.id, title: me.name }}
          onClose={() => setContesting(false)}
        />
      )}
    </>
  )
}

/** A contest as one sentence, with what came of it. */
function Told({ contest }: { contest: Contest }) {
  const t = useText()
  const format = useFormat()
  const { contester, proposed, reason, state, ruling, decider, filedAt } = contest
  return (
    <>
      {t('contests.by', { contester: contester.name, proposed: proposed.name, reason })}{' '}
      <span className="muted">{format.instant(filedAt)}</span>
      <br />
      {ruling ? (
        <>
          <b>{t(`contests.${state}` as MessageKey, { name: ruling.by.name, reason: ruling.reason })}</b>{' '}
          {ruling.onBehalfOf && (
            <span className="muted">({t('kit.on-behalf', { name: ruling.onBehalfOf.name })})</span>
          )}
        </>
      ) : state === 'open' ? (
        <span className="muted">
          {decider ? t('contests.waits', { name: decider.name }) : t('contests.waits-admin')}
        </span>
      ) : (
        <span className="muted">{t(`contests.${state}` as MessageKey)}</span>
      )}
    </>
  )
}

function ContestDialog({
  opportunityId,
  decisionId,
  holder,
  me,
  onClose,
}: {
  opportunityId: string
  decisionId: string
  holder: Reference
  me: Reference | null
  onClose: () => void
}) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [proposed, setProposed] = useState<Reference | null>(me)
  return (
    <ConfirmWithReason
      open
      title={t('contests.contest-title')}
      confirmText={t('contests.contest')}
      ready={proposed !== null}
      onCancel={onClose}
      onConfirm={async (reason) => {
        const body = { decision: decisionId, reason, ...(proposed ? { proposed: proposed.id } : {}) }
        const filed = await sendContest(opportunityId, body)
        toast.done(t('contests.filed-done', { name: filed.decider?.name ?? '' }))
        settleContest(queries, opportunityId)
        onClose()
      }}
    >
      <p className="muted">{t('contests.contest-hint', { name: holder.title ?? '' })}</p>
      <Field label={t('contests.proposed')} required>
        {(control) => (
          <RecordPicker
            control={control}
            object="person"
            value={proposed}
            onChange={setProposed}
            without={[holder.id]}
          />
        )}
      </Field>
    </ConfirmWithReason>
  )
}
