import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert } from 'antd'
import { ConfirmWithReason } from '../../kit/confirm-with-reason.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useRefusalText, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { type Binned, type Going, putIntoBin, restore } from './queries.ts'

/** Deletes one or many: says what will go and what cannot, asks why, and can be taken back from the note that follows. */
export function DeleteDialog({
  object,
  items,
  onClose,
  onDeleted,
}: {
  object: Binned
  items: readonly Going[]
  onClose: () => void
  onDeleted?: () => void
}) {
  const t = useText()
  const refusal = useRefusalText()
  const toast = useToast()
  const queries = useQueryClient()
  const preview = useQuery({
    queryKey: ['record', 'bin-preview', object, items],
    queryFn: () => putIntoBin(object, items, t('bin.preview'), true),
    gcTime: 0,
  })
  const settle = () => {
    for (const key of [['records'], ['record', object], ['about']])
      void queries.invalidateQueries({ queryKey: key })
  }
  const remove = async (reason: string) => {
    const { deleted } = await putIntoBin(object, items, reason, false)
    onDeleted?.()
    onClose()
    settle()
    toast.done(t('bin.deleted', { count: deleted.length }), async () => {
      for (const id of deleted) await restore(object, id)
      settle()
    })
  }
  const told = preview.data
  return (
    <ConfirmWithReason
      open
      danger
      title={t(`bin.delete-${object}`, { count: items.length })}
      confirmText={t('bin.delete-now', { count: told?.deleted.length ?? items.length })}
      onConfirm={remove}
      onCancel={onClose}
    >
      <p className="muted">{t(`bin.what-happens-${object}`)}</p>
      {told?.refused.slice(0, 10).map((one) => (
        <Alert key={one.id} type="warning" showIcon title={refusal(one.code, one.facts)} />
      ))}
      <ErrorNote error={preview.error} />
    </ConfirmWithReason>
  )
}
