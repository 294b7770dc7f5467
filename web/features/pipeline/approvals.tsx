import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Input, Tag } from 'antd'
import { useState } from 'react'
import type { Move } from '../../../src/features/pipeline/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useLabel, useLanguage, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { askApproval } from './queries.ts'

const COLOUR = {
  none: 'default',
  asked: 'processing',
  approved: 'success',
  refused: 'error',
  void: 'warning',
} as const

/** What somebody else must agree to before the move: where it stands, who can give it, and asking for it. */
export function Approvals({
  opportunity,
  target,
  fields,
  ready,
  onAsked,
}: {
  opportunity: { id: string; version: number }
  target: Move
  /** What was filled in: kept before it is asked for. */
  fields: Record<string, unknown>
  /** Whether all that the gate needs is filled in. */
  ready: boolean
  onAsked: () => void
}) {
  const t = useText()
  const label = useLabel()
  const between = useLanguage() === 'zh' ? '、' : ', '
  const toast = useToast()
  const queries = useQueryClient()
  const [note, setNote] = useState('')
  const asking = useMutation({
    mutationFn: () => askApproval({ ...opportunity, stage: target.stage, fields, note: note.trim() }),
    onSuccess: () => {
      toast.done(t('pipeline.approval-asked-done'))
      void queries.invalidateQueries({ queryKey: ['record', 'opportunity', opportunity.id] })
      void queries.invalidateQueries({ queryKey: ['records', 'opportunity'] })
      onAsked()
    },
  })
  const open = target.approvals.filter(({ state }) => state !== 'approved' && state !== 'asked')
  if (target.approvals.length === 0) return null
  return (
    <section className="stack" aria-label={t('pipeline.approvals')}>
      <ul className="move-approvals">
        {target.approvals.map(({ stage, key, label: name, state, approvers, request }) => (
          <li key={`${stage} ${key}`}>
            <b>{label(name)}</b> <Tag color={COLOUR[state]}>{t(`pipeline.approval-${state}`)}</Tag>
            <p className="muted">
              {state === 'approved' && request?.answeredBy
                ? t('pipeline.approved-by', { name: request.answeredBy.name })
                : approvers.length > 0
                  ? t('pipeline.approvers', { names: approvers.map((one) => one.name).join(between) })
                  : t('pipeline.no-approver')}
            </p>
            {state === 'refused' && request?.reason && (
              <p>{t('pipeline.refused-because', { reason: request.reason })}</p>
            )}
          </li>
        ))}
      </ul>
      {open.length > 0 && (
        <>
          <Field label={t('pipeline.approval-note')} required>
            {(control) => (
              <Input.TextArea
                {...control}
                rows={2}
                maxLength={2000}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
          <Button
            disabled={!ready || note.trim() === '' || open.some(({ approvers }) => approvers.length === 0)}
            loading={asking.isPending}
            onClick={() => asking.mutate()}
          >
            {t('pipeline.ask-approval')}
          </Button>
        </>
      )}
      {open.length === 0 && target.approvals.some(({ state }) => state === 'asked') && (
        <Alert type="info" showIcon title={t('pipeline.approval-waits')} />
      )}
      <ErrorNote error={asking.error} />
    </section>
  )
}
