import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Checkbox, Input, Modal } from 'antd'
import { useState } from 'react'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useRefusalText, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import type { Reference } from '../../records/queries.ts'
import { RecordPicker } from '../../records/record-picker.tsx'
import { assign, type PoolInView, settled } from './queries.ts'

/** The keeper gives what lies in their pool to one of its members. */
export function AssignDialog({
  pool,
  ids,
  onClose,
  onAssigned,
}: {
  pool: PoolInView
  ids: readonly string[]
  onClose: () => void
  onAssigned: () => void
}) {
  const t = useText()
  const toast = useToast()
  const refusal = useRefusalText()
  const queries = useQueryClient()
  const [to, setTo] = useState<Reference | null>(null)
  const [reason, setReason] = useState('')
  const [knowing, setKnowing] = useState(false)
  const doing = useMutation({
    mutationFn: () =>
      assign(pool.key, {
        ids: [...ids],
        person: to?.id ?? '',
        knowing,
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      }),
    onSuccess: ({ assigned, refused }) => {
      settled(queries)
      if (assigned.length > 0)
        toast.done(t('pools.assigned-done', { count: assigned.length, name: to?.title ?? '' }))
      if (refused.length > 0) return
      onAssigned()
      onClose()
    },
  })
  const isAway =
    doing.error !== null && 'code' in doing.error && doing.error.code === 'absences.receiver-away'
  return (
    <Modal
      open
      title={t('pools.assign-title', { count: ids.length })}
      okText={t('pools.assign-now')}
      okButtonProps={{ disabled: to === null || (doing.data?.refused.length ?? 0) > 0 }}
      confirmLoading={doing.isPending}
      onOk={() => doing.mutate()}
      onCancel={() => {
        if (doing.data) onAssigned()
        onClose()
      }}
    >
      <Field label={t('pools.assign-to')} required>
        {(control) => (
          <RecordPicker
            control={control}
            object="person"
            value={to}
            onChange={(next) => {
              setTo(next)
              setKnowing(false)
              doing.reset()
            }}
          />
        )}
      </Field>
      <Field label={t('kit.reason')}>
        {(control) => (
          <Input
            {...control}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {doing.data?.refused.slice(0, 10).map((one) => (
        <Alert key={one.id} type="warning" showIcon title={refusal(one.code, one.facts)} />
      ))}
      <ErrorNote error={doing.error} />
      {(isAway || knowing) && (
        <Checkbox checked={knowing} onChange={(event) => setKnowing(event.target.checked)}>
          {t('pools.knowing')}
        </Checkbox>
      )}
    </Modal>
  )
}
