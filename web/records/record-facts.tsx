import { useQueryClient } from '@tanstack/react-query'
import type { FieldMetadata, ObjectMetadata } from '../client/metadata.ts'
import { fieldRightOf, mayDo, useMe } from '../client/session.ts'
import { InlineEdit } from '../kit/inline-edit.tsx'
import { useLabel, useText } from '../kit/text.tsx'
import { useToast } from '../kit/use-toast.tsx'
import { FieldValue } from './field-value.tsx'
import { viewOf } from './fields/all.ts'
import { changeRecord, idOf, type RecordJson } from './queries.ts'

/** The facts of a record, each edited where it stands and saved at once, with undo. */
export function RecordFacts({
  object,
  record,
  fields,
}: {
  object: ObjectMetadata
  record: RecordJson
  fields: readonly FieldMetadata[]
}) {
  return (
    <dl className="facts">
      {fields.map((field) => (
        <Fact key={field.name} object={object} record={record} field={field} />
      ))}
    </dl>
  )
}

function Fact({
  object,
  record,
  field,
}: {
  object: ObjectMetadata
  record: RecordJson
  field: FieldMetadata
}) {
  const me = useMe()
  const t = useText()
  const label = useLabel()
  const toast = useToast()
  const queries = useQueryClient()
  const view = viewOf(field)
  const { Input } = view
  const value = record[field.name] ?? null
  const locked =
    field.readOnly ||
    !Input ||
    !mayDo(me, object.name, 'edit') ||
    fieldRightOf(me, object.name, field.name) !== 'write'
  const key = ['record', object.name, record.id]

  const write = async (next: unknown): Promise<void> => {
    const current = queries.getQueryData<RecordJson>(key) ?? record
    const changed = await changeRecord(object.plural, record.id, current.version, {
      [field.name]: wire(next),
    })
    queries.setQueryData(key, changed)
    void queries.invalidateQueries({ queryKey: ['records', object.name] })
    void queries.invalidateQueries({ queryKey: [...key, 'events'] })
    void queries.invalidateQueries({ queryKey: [...key, 'moves'] })
  }
  const save = async (next: unknown): Promise<void> => {
    await write(next)
    toast.done(t('records.saved', { field: label(field.label) }), () => write(value))
  }
  return (
    <>
      <dt>{label(field.label)}</dt>
      <dd>
        <InlineEdit
          name={label(field.label)}
          value={value}
          readOnly={locked}
          shown={value === null || value === '' ? undefined : <FieldValue value={value} field={field} />}
          onSave={save}
        >
          {(editor) =>
            Input ? (
              <Input
                value={editor.value}
                field={field}
                control={{ id: `fact-${field.name}` }}
                autoFocus
                onChange={editor.setValue as (value: unknown) => void}
                onDone={editor.save as (value: unknown) => void}
              />
            ) : null
          }
        </InlineEdit>
      </dd>
    </>
  )
}

/** A value as it is sent: references by their id, blank text as nothing. */
export function wire(value: unknown): unknown {
  if (typeof value === 'string' && value.trim() === '') return null
  return idOf(value) ?? value
}
