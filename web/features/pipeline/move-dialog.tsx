import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Input, Modal, Skeleton } from 'antd'
import { useState } from 'react'
import { isGateOpen } from '../../../src/engines/process/index.ts'
import type { Move } from '../../../src/features/pipeline/contract.ts'
import { useFunctionName } from '../../client/functions.ts'
import { useObject } from '../../client/metadata.ts'
import { useEveryStage } from '../../client/plan.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { RecordForm, useDraft } from '../../records/record-form.tsx'
import { Approvals } from './approvals.tsx'
import { move, movesQuery } from './queries.ts'

type Moving = { id: string; version: number }

/** Moves an opportunity to `stage`; asks just for what the gate still needs. */
export function MoveDialog({
  opportunity,
  stage,
  onClose,
  onMoved,
}: {
  opportunity: Moving
  stage: string
  onClose: () => void
  /** What should follow: a hand-over to the function accountable there. */
  onMoved?: (needsFunction: string | null) => void
}) {
  const t = useText()
  const label = useLabel()
  const moves = useQuery(movesQuery(opportunity.id))
  const target = useEveryStage().find((one) => one.key === stage)
  const found = moves.data?.items.find((one) => one.stage === stage)
  const title = t('pipeline.move-to', { stage: target ? label(target.label) : stage })
  if (moves.isPending || !target)
    return (
      <Modal open title={title} onCancel={onClose} footer={null}>
        <Skeleton active />
      </Modal>
    )
  if (!found)
    return (
      <Modal open title={title} onCancel={onClose} footer={null}>
        <Alert type="warning" title={t('pipeline.no-way', { stage: label(target.label) })} />
      </Modal>
    )
  return (
    <MoveForm title={title} opportunity={opportunity} target={found} onClose={onClose} onMoved={onMoved} />
  )
}

function MoveForm({
  title,
  opportunity,
  target,
  onClose,
  onMoved,
}: {
  title: string
  opportunity: Moving
  target: Move
  onClose: () => void
  onMoved: ((needsFunction: string | null) => void) | undefined
}) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const functionName = useFunctionName()
  const object = useObject('opportunity')
  const { draft, setDraft, body } = useDraft()
  const [reason, setReason] = useState('')
  const fields = target.missing.flatMap((name) => object?.fields.find((field) => field.name === name) ?? [])
  const moving = useMutation({
    mutationFn: () => move({ ...opportunity, stage: target.stage, fields: body, reason: reason.trim() }),
    onSuccess: (result) => {
      toast.done(t('pipeline.moved'))
      void queries.invalidateQueries({ queryKey: ['record', 'opportunity', opportunity.id] })
      void queries.invalidateQueries({ queryKey: ['records', 'opportunity'] })
      onClose()
      onMoved?.(result.needsFunction)
    },
  })
  const filled = fields.every((field) => body[field.name] !== undefined)
  const ready =
    isGateOpen({ ...target, missing: fields.map(({ name }) => name) }, body) &&
    (!target.needsReason || reason.trim().length > 1)
  const asksReason = target.needsReason || target.direction === 'win'
  return (
    <Modal
      open
      title={title}
      okText={t(`pipeline.${target.direction}`)}
      okButtonProps={{ disabled: !ready, danger: target.direction === 'lose' }}
      confirmLoading={moving.isPending}
      onOk={() => moving.mutate()}
      onCancel={onClose}
    >
      {fields.length > 0 && <p className="muted">{t('pipeline.gate-needs')}</p>}
      {target.failed.map((failed) => (
        <Alert
          key={JSON.stringify(failed.facts)}
          type="warning"
          title={t(
            failed.code === 'task-not-done' ? 'pipeline.task-not-done' : 'pipeline.gate-condition',
            failed.facts,
          )}
        />
      ))}
      {object && (
        <RecordForm object={object} fields={fields} draft={draft} onChange={setDraft} error={moving.error} />
      )}
      <Approvals opportunity={opportunity} target={target} fields={body} ready={filled} onAsked={onClose} />
      {asksReason && (
        <Field
          label={t(target.needsReason ? 'pipeline.reason' : 'pipeline.reason-optional')}
          required={target.needsReason}
        >
          {(control) => (
            <Input.TextArea
              {...control}
              rows={2}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      )}
      {target.needsFunction && (
        <Alert
          type="info"
          showIcon
          title={t(target.automatic ? 'pipeline.hands-over' : 'pipeline.needs-function', {
            function: functionName(target.needsFunction),
          })}
        />
      )}
      <ErrorNote error={moving.error} />
    </Modal>
  )
}
