import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import type { ObjectMetadata } from '../client/metadata.ts'
import { ErrorNote } from '../kit/error-note.tsx'
import { SidePanel } from '../kit/side-panel.tsx'
import { useLabel, useText } from '../kit/text.tsx'
import { createRecord, type RecordJson } from './queries.ts'
import { type Draft, RecordForm, useDraft } from './record-form.tsx'

/** A new record in a panel at the side. `more` stands above the fields and adds to what is sent. */
export function NewRecord({
  object,
  fields,
  first,
  more,
  extra,
  onClose,
  onMade,
}: {
  object: ObjectMetadata
  fields: readonly string[]
  first?: Draft
  more?: ReactNode
  extra?: Readonly<Record<string, unknown>>
  onClose: () => void
  onMade: (record: RecordJson) => void
}) {
  const t = useText()
  const label = useLabel()
  const queries = useQueryClient()
  const { draft, setDraft, body } = useDraft(first)
  const making = useMutation({
    mutationFn: () => createRecord(object.plural, { ...body, ...extra }),
    onSuccess: (record) => {
      void queries.invalidateQueries({ queryKey: ['records', object.name] })
      onMade(record)
    },
  })
  const shown = fields.flatMap((name) => object.fields.find((field) => field.name === name) ?? [])
  const customs = object.fields.filter((field) => field.custom && !fields.includes(field.name))
  return (
    <SidePanel
      open
      title={t('records.new', { object: label(object.label) })}
      onClose={onClose}
      footer={
        <Button type="primary" block loading={making.isPending} onClick={() => making.mutate()}>
          {t('records.create')}
        </Button>
      }
    >
      {more}
      <RecordForm
        object={object}
        fields={[...shown, ...customs]}
        draft={draft}
        onChange={setDraft}
        error={making.error}
      />
      <ErrorNote error={making.error} />
    </SidePanel>
  )
}
