import { useQuery } from '@tanstack/react-query'
import { Skeleton, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import type { DecisionView } from '../../../src/features/routing/contract.ts'
import { useFunctionName } from '../../client/functions.ts'
import { useReasonText } from '../../client/reason-text.ts'
import { useMe } from '../../client/session.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { type MessageKey, useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { decisionsQuery } from './queries.ts'
import { ConversionSays, Terms } from './terms.tsx'

/**
 * "Why me?": every routing decision with its rule, all candidates, and what would have changed it. `after` tells what came after a
 * decision; it is given the newest too.
 */
export function WhyPanel({
  id,
  after,
  onClose,
}: {
  id: string
  after?: (decision: DecisionView, newest: DecisionView) => ReactNode
  onClose: () => void
}) {
  const t = useText()
  const found = useQuery(decisionsQuery(id))
  return (
    <SidePanel open title={t('routing.why')} onClose={onClose} width={560}>
      {found.isPending && <Skeleton active />}
      <ErrorNote error={found.error} />
      {found.data?.items.length === 0 && (
        <EmptyState title={t('routing.none')} hint={t('routing.none-hint')} />
      )}
      {found.data?.items.map((decision, _, all) => (
        <DecisionCard key={decision.id} decision={decision} after={after?.(decision, all[0] ?? decision)} />
      ))}
    </SidePanel>
  )
}

const FEW = 8
const CHOSEN = {
  rule: 'routing.chosen-by-rule',
  fallback: 'routing.chosen-by-keeper',
  succession: 'routing.chosen-by-succession',
} as const

/** One decision: who, by which rule, why, all candidates. */
export function DecisionCard({
  decision,
  after,
}: {
  decision: Omit<DecisionView, 'madeAt'> & { madeAt: string | null }
  after?: ReactNode
}) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const me = useMe()
  const functionName = useFunctionName()
  const [all, setAll] = useState(false)
  const names = new Map(decision.candidates.map((one) => [one.personId, one.name]))
  const nameOf = (id: string) => {
    const asked = [...decision.rulesNamed, decision.rule, decision.stage].find((one) => one?.id === id)
    return names.get(id) ?? (asked ? label(asked.label) : functionName(id))
  }
  const say = useReasonText(nameOf)
  const isMe = (one: { personId: string }) => one.personId === me.person.id
  const ranked = decision.candidates.toSorted(
    (a, b) =>
      Number(isMe(b)) - Number(isMe(a)) ||
      Number(b.chosen) - Number(a.chosen) ||
      Number(b.eligible) - Number(a.eligible) ||
      (b.score ?? 0) - (a.score ?? 0),
  )
  const mine = ranked.find(isMe)
  const shown = all ? ranked : ranked.slice(0, FEW)
  return (
    <section className="card decision">
      <h3>
        {decision.stage && decision.via !== 'succession'
          ? t('routing.chosen-by-stage', {
              stage: label(decision.stage.label),
              function: functionName(decision.stage.accountable),
            })
          : t(CHOSEN[decision.via])}{' '}
        <PersonMark name={decision.person.name} />
      </h3>
      <p className="muted">
        {decision.madeAt && <>{format.instant(decision.madeAt)} · </>}
        {t('routing.plan-version', { version: decision.planVersion })}
        {decision.rule && (
          <> · {t('routing.rule', { number: decision.rule.position, rule: label(decision.rule.label) })}</>
        )}
      </p>
      <ul className="reasons">
        {decision.reasons
          .filter((reason) => reason.code !== 'rule-holds')
          .map((reason) => (
            <li key={JSON.stringify(reason)}>{say(reason)}</li>
          ))}
        {decision.tieBreak && (
          <li>
            {t(decision.tieBreak === 'draw' ? 'routing.tie-draw' : 'routing.tie-waited', {
              draw: format.number(decision.draw, 3),
            })}
          </li>
        )}
      </ul>
      {mine && !mine.chosen && (
        <p>
          <b>{t('routing.why-not-me')}</b>{' '}
          {mine.eligible ? t('routing.others-first') : mine.exclusions.map(say).join(t('routing.and'))}
        </p>
      )}
      <table className="candidates">
        <caption className="only-heard">{t('routing.candidates')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('routing.candidate')}</th>
            <th scope="col">{t('routing.result')}</th>
            <th scope="col" className="figures">
              {t('routing.score')}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => (
            <tr key={one.personId} data-chosen={one.chosen || undefined} data-mine={isMe(one) || undefined}>
              <td>
                <PersonMark name={one.name} size={20} />
              </td>
              <td>
                {one.chosen ? (
                  <Tag color="success">{t('routing.chosen')}</Tag>
                ) : one.eligible ? (
                  t('routing.eligible')
                ) : (
                  one.exclusions.map(say).join(t('routing.and'))
                )}
                {decision.via === 'succession' ? (
                  <WhatSpoke terms={one.terms} />
                ) : (
                  <Terms terms={one.terms} conversion={decision.conversion} />
                )}
              </td>
              <td className="figures">{one.score === null ? '' : format.number(one.score, 3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ConversionSays conversion={decision.conversion} />
      {ranked.length > FEW && (
        <button type="button" className="link" onClick={() => setAll(!all)}>
          {t(all ? 'routing.fewer' : 'routing.all', { count: ranked.length })}
        </button>
      )}
      {decision.whatWouldChange.length > 0 && (
        <>
          <h4>{t('routing.what-would-change')}</h4>
          <ul className="reasons">
            {decision.whatWouldChange.map((reason) => (
              <li key={JSON.stringify(reason)}>
                {typeof reason.facts['person'] === 'string' && reason.code !== 'runner-up' && (
                  <b>{nameOf(reason.facts['person'])}</b>
                )}{' '}
                {say(reason)}
              </li>
            ))}
          </ul>
        </>
      )}
      {after}
    </section>
  )
}

/** What spoke for a candidate and against them, where many things were weighed. */
function WhatSpoke({ terms }: { terms: Readonly<Record<string, number>> }) {
  const t = useText()
  const format = useFormat()
  const telling = Object.entries(terms).filter(([, value]) => Math.abs(value) >= 0.05)
  return (
    <div className="muted">
      {telling
        .map(([name, value]) => `${t(`routing.spoke-${name}` as MessageKey)} ${format.number(value, 1)}`)
        .join(' · ')}
    </div>
  )
}
