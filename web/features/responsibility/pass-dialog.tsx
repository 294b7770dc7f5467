import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Input, Modal } from 'antd'
import { useState } from 'react'
import { useUntil } from '../../kit/away.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useRefusalText, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import type { Reference } from '../../records/queries.ts'
import { RecordPicker } from '../../records/record-picker.tsx'
import { passMany } from './queries.ts'

/** Passes one or many at once (those who may): first shows what would happen and what cannot. */
export function PassDialog({
  ids,
  to: given,
  onClose,
  onPassed,
}: {
  ids: string[]
  /** Who is to have them, where that is known. */
  to?: Reference | undefined
  onClose: () => void
  onPassed?: () => void
}) {
  const t = useText()
  const refusal = useRefusalText()
  const toast = useToast()
  const queries = useQueryClient()
  const [to, setTo] = useState<Reference | null>(given ?? null)
  const [reason, setReason] = useState('')
  const until = useUntil()
  const ready = to !== null && reason.trim().length > 1
  const previewing = useMutation({ mutationFn: () => passMany(ids, to?.id ?? '', reason.trim(), 'preview') })
  const passing = useMutation({
    mutationFn: () =>
      passMany(ids, to?.id ?? '', reason.trim(), 'pass', previewing.data?.receiverAway != null),
    onSuccess: ({ passed }) => {
      toast.done(t('responsibility.passed', { count: passed.length, name: to?.title ?? '' }))
      for (const key of [
        ['records', 'opportunity'],
        ['record', 'opportunity'],
        ['about', 'today'],
        ['about', 'opportunity'],
      ])
        void queries.invalidateQueries({ queryKey: key })
      onPassed?.()
      onClose()
    },
  })
  const preview = previewing.data
  return (
    <Modal
      open
      title={t('responsibility.pass-title', { count: ids.length })}
      okText={
        preview ? t('responsibility.pass-now', { count: preview.passed.length }) : t('responsibility.preview')
      }
      okButtonProps={{ disabled: !ready || preview?.passed.length === 0 }}
      confirmLoading={previewing.isPending || passing.isPending}
      onOk={() => (preview ? passing.mutate() : previewing.mutate())}
      onCancel={onClose}
    >
      <Field label={t('responsibility.to')} required>
        {(control) => (
          <RecordPicker
            control={control}
            object="person"
            value={to}
            onChange={(next) => {
              setTo(next)
              previewing.reset()
            }}
          />
        )}
      </Field>
      <Field label={t('responsibility.reason')} required>
        {(control) => (
          <Input
            {...control}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {preview && (
        <Alert
          type="info"
          showIcon
          title={t('responsibility.would-pass', { count: preview.passed.length })}
        />
      )}
      {preview?.receiverAway && (
        <Alert
          type="warning"
          showIcon
          title={t('responsibility.receiver-away', {
            name: to?.title ?? '',
            until: until(preview.receiverAway.until),
            acting: preview.receiverAway.acting.name,
          })}
        />
      )}
      {preview?.refused.slice(0, 10).map((one) => (
        <Alert key={one.id} type="warning" showIcon title={refusal(one.code, one.facts)} />
      ))}
      <ErrorNote error={previewing.error ?? passing.error} />
    </Modal>
  )
}
