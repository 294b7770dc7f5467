import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { InputNumber, Modal, Skeleton } from 'antd'
import { useState } from 'react'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { changeWeights, splitsChanged, weightsQuery } from './queries.ts'

/** How much a day at each stage counts where a split is proposed from who held it. */
export function WeightsDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const label = useLabel()
  const queries = useQueryClient()
  const found = useQuery(weightsQuery)
  const [changed, setChanged] = useState<Record<string, number>>({})
  const saving = useMutation({
    mutationFn: () => changeWeights(Object.entries(changed).map(([stage, weight]) => ({ stage, weight }))),
    onSuccess: () => {
      splitsChanged(queries)
      onClose()
    },
  })
  return (
    <Modal
      open
      title={t('splits.weights')}
      okText={t('kit.save')}
      confirmLoading={saving.isPending}
      onOk={() => saving.mutate()}
      onCancel={onClose}
    >
      <p className="muted">{t('splits.weights-hint')}</p>
      {found.isPending && <Skeleton active />}
      {found.data?.weights.map((one) => (
        <Field key={one.stage} label={label(one.label)}>
          {(control) => (
            <InputNumber<number>
              {...control}
              min={0}
              max={100}
              value={changed[one.stage] ?? one.weight}
              onChange={(next) => setChanged({ ...changed, [one.stage]: next ?? 0 })}
            />
          )}
        </Field>
      ))}
      <ErrorNote error={found.error ?? saving.error} />
    </Modal>
  )
}
