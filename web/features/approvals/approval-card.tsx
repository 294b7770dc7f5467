import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import type { ApprovalRequest } from '../../../src/features/approvals/contract.ts'
import { useObject } from '../../client/metadata.ts'
import { useEveryStage } from '../../client/plan.ts'
import { ConfirmWithReason } from '../../kit/confirm-with-reason.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { sendAnswer } from './queries.ts'

/** What somebody asks me to approve: what it is for, why, and the values it will count for. */
export function ApprovalCard({ request }: { request: ApprovalRequest }) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const toast = useToast()
  const queries = useQueryClient()
  const [refusing, setRefusing] = useState(false)
  const stage = useEveryStage().find(({ key }) => key === request.stage)
  const { id, version, opportunity, requestedBy } = request
  const settle = () => {
    void queries.invalidateQueries({ queryKey: ['about', 'today'] })
    void queries.invalidateQueries({ queryKey: ['record', 'opportunity', opportunity.id] })
  }
  const approving = useMutation({
    mutationFn: () => sendAnswer(id, version, { answer: 'approve' }),
    onSuccess: () => toast.done(t('approvals.approved-done')),
    onSettled: settle,
  })
  const what = label(request.label)
  return (
    <article className="card hand-over" aria-label={`${what}: ${opportunity.title}`}>
      <header>
        <Link to="/opportunities/$id" params={{ id: opportunity.id }}>
          <b>{opportunity.title}</b>
        </Link>
        <time className="muted" dateTime={request.requestedAt} title={format.instant(request.requestedAt)}>
          {format.relative(request.requestedAt)}
        </time>
      </header>
      <p className="hand-over-way">
        <PersonMark name={requestedBy.name} />{' '}
        {t('approvals.asks', { what, stage: stage ? label(stage.label) : '…' })}
      </p>
      <p className="several-lines">{request.note}</p>
      <Values values={request.values} />
      <ErrorNote error={approving.error} />
      {request.mine && (
        <footer>
          <Button type="primary" loading={approving.isPending} onClick={() => approving.mutate()}>
            {t('approvals.approve')}
          </Button>
          <Button onClick={() => setRefusing(true)}>{t('approvals.refuse')}</Button>
        </footer>
      )}
      <ConfirmWithReason
        open={refusing}
        title={t('approvals.refuse-title', { what })}
        confirmText={t('approvals.refuse')}
        onCancel={() => setRefusing(false)}
        onConfirm={async (reason) => {
          await sendAnswer(id, version, { answer: 'refuse', reason })
          setRefusing(false)
          settle()
        }}
      >
        <p className="muted">{t('approvals.refuse-hint', { name: requestedBy.name })}</p>
      </ConfirmWithReason>
    </article>
  )
}

/** What it would count for: when one of these changes, it must be asked for again. */
function Values({ values }: { values: Readonly<Record<string, unknown>> }) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const object = useObject('opportunity')
  const text = (path: string, value: unknown): string => {
    if (value === null || value === undefined) return t('approvals.empty')
    if (typeof value === 'object' && 'amount' in value && 'currency' in value)
      return format.money({ amount: String(value.amount), currency: String(value.currency) })
    const field = object?.fields.find(({ name }) => name === path)
    const choice = field?.options.choices?.find((one) => one.value === value)
    return choice ? label(choice.label) : String(value)
  }
  const lines = Object.entries(values)
  if (lines.length === 0) return null
  return (
    <dl className="approval-values">
      {lines.map(([path, value]) => {
        const field = object?.fields.find(({ name }) => name === path.split('.')[0])
        return (
          <div key={path}>
            <dt className="muted">{field ? label(field.label) : path}</dt>
            <dd>{text(path, value)}</dd>
          </div>
        )
      })}
    </dl>
  )
}
