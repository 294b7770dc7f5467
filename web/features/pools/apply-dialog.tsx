import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input, Modal } from 'antd'
import { useState } from 'react'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { apply, type Lying, type PoolInView, settled } from './queries.ts'
import { titleOf } from './title.ts'

/** Asks the keeper for what lies in a pool. */
export function ApplyDialog({ row, pool, onClose }: { row: Lying; pool: PoolInView; onClose: () => void }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [note, setNote] = useState('')
  const doing = useMutation({
    mutationFn: () => apply(row.id, note.trim()),
    onSuccess: () => {
      toast.done(t('pools.applied', { keeper: pool.keeper.name }))
      settled(queries)
      onClose()
    },
  })
  return (
    <Modal
      open
      title={t('pools.apply-title', { title: titleOf(row, t) })}
      okText={t('pools.apply')}
      confirmLoading={doing.isPending}
      onOk={() => doing.mutate()}
      onCancel={onClose}
    >
      <Field label={t('pools.apply-note')}>
        {(control) => (
          <Input.TextArea
            {...control}
            autoFocus
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      <ErrorNote error={doing.error} />
    </Modal>
  )
}
