import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Input, Modal, Radio, Skeleton } from 'antd'
import { useState } from 'react'
import { type FieldMetadata, useObject } from '../../client/metadata.ts'
import { fieldRightOf, useMe } from '../../client/session.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { FieldValue } from '../../records/field-value.tsx'
import { idOf, type RecordJson, recordQuery, titleOf } from '../../records/queries.ts'
import { type Mergeable, merge, PLURAL } from './queries.ts'

/** Merges several records into one: which stays, each value side by side, who holds it; says beforehand what comes over. */
export function MergeDialog({
  object: name,
  ids,
  onClose,
  onMerged,
}: {
  object: Mergeable
  ids: readonly string[]
  onClose: () => void
  onMerged: (survivor: string) => void
}) {
  const t = useText()
  const object = useObject(name)
  const found = useQueries({ queries: ids.map((id) => recordQuery(name, PLURAL[name], id)) })
  const records = found.flatMap((one) => one.data ?? [])
  const failed = found.find((one) => one.error)?.error
  if (failed || !object || records.length < ids.length) {
    return (
      <Modal open title={t(`merging.title-${name}`, { count: ids.length })} footer={null} onCancel={onClose}>
        {failed ? <ErrorNote error={failed} /> : <Skeleton active />}
      </Modal>
    )
  }
  return <Choosing name={name} records={records} onClose={onClose} onMerged={onMerged} />
}

function Choosing({
  name,
  records,
  onClose,
  onMerged,
}: {
  name: Mergeable
  records: readonly RecordJson[]
  onClose: () => void
  onMerged: (survivor: string) => void
}) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const fields = useDiffering(name, records)
  const [stays, setStays] = useState(records[0]?.id ?? '')
  const [take, setTake] = useState<Record<string, string>>({})
  const [holder, setHolder] = useState<string>()
  const [reason, setReason] = useState('')
  const survivor = records.find(({ id }) => id === stays)
  const holders = [
    ...new Map(
      records.flatMap((one): [string, string][] => {
        const id = idOf(one['holder'])
        return id ? [[id, titleOf(one['holder']) ?? '']] : []
      }),
    ),
  ]
  const body = (preview: boolean) => ({
    losers: records.filter(({ id }) => id !== stays).map(({ id, version }) => ({ id, version })),
    take,
    ...(holder ? { holder } : {}),
    reason: reason.trim() || t('merging.preview'),
    preview,
  })
  const seen = useQuery({
    queryKey: ['record', 'merge-preview', name, stays, take, holder, records.map(({ version }) => version)],
    queryFn: () => merge(name, survivor ?? { id: stays, version: 0 }, body(true)),
    gcTime: 0,
    retry: false,
    placeholderData: (before) => before,
  })
  const doing = useMutation({
    mutationFn: () => merge(name, survivor ?? { id: stays, version: 0 }, body(false)),
    onSuccess: () => {
      for (const key of [['records'], ['record'], ['about']])
        void queries.invalidateQueries({ queryKey: key })
      toast.done(t('merging.done', { count: records.length - 1 }))
      onMerged(stays)
    },
  })
  return (
    <Modal
      open
      width={Math.min(320 + records.length * 220, 1100)}
      title={t(`merging.title-${name}`, { count: records.length })}
      okText={t('merging.now')}
      okButtonProps={{ disabled: reason.trim().length < 2 || seen.isError }}
      confirmLoading={doing.isPending}
      onOk={() => doing.mutate()}
      onCancel={onClose}
    >
      <p className="muted">{t(`merging.hint-${name}`)}</p>
      <Sides
        name={name}
        records={records}
        fields={fields}
        stays={stays}
        take={take}
        onStay={(id) => {
          setStays(id)
          setTake({})
        }}
        onTake={(field, id) => setTake({ ...take, [field]: id })}
      />
      {holders.length > 1 && (
        <Field label={t('merging.holder')}>
          {({ id }) => (
            <Radio.Group
              id={id}
              value={holder ?? idOf(survivor?.['holder'])}
              onChange={(event) => setHolder(event.target.value as string)}
              options={holders.map(([value, label]) => ({ value, label }))}
            />
          )}
        </Field>
      )}
      <Field label={t('merging.reason')} required>
        {(control) => (
          <Input
            {...control}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {seen.data && <Told name={name} moved={seen.data.moved} withdrawn={seen.data.withdrawn} />}
      <ErrorNote error={doing.error ?? seen.error} />
    </Modal>
  )
}

/** The fields that may be written and of which the records say different things. */
function useDiffering(name: Mergeable, records: readonly RecordJson[]): FieldMetadata[] {
  const me = useMe()
  const object = useObject(name)
  return (object?.fields ?? []).filter((field) => {
    if (field.readOnly || field.hidden || fieldRightOf(me, name, field.name) !== 'write') return false
    if (field.name === 'holder') return false
    const said = new Set(records.map((one) => JSON.stringify(one[field.name] ?? null)))
    return said.size > 1
  })
}

function Sides({
  name,
  records,
  fields,
  stays,
  take,
  onStay,
  onTake,
}: {
  name: Mergeable
  records: readonly RecordJson[]
  fields: readonly FieldMetadata[]
  stays: string
  take: Readonly<Record<string, string>>
  onStay: (id: string) => void
  onTake: (field: string, id: string) => void
}) {
  const t = useText()
  const label = useLabel()
  const headOf = (one: RecordJson) =>
    name === 'opportunity' ? `#${String(one['number'])} ${String(one['title'])}` : String(one['name'])
  const survivor = records.find(({ id }) => id === stays)
  const takenOf = (field: string) => {
    if (take[field]) return take[field]
    if (!isEmpty(survivor?.[field]) || field === 'externalKey') return stays
    return records.find((one) => !isEmpty(one[field]))?.id ?? stays
  }
  return (
    <div className="sides">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('merging.stays')}</th>
            {records.map((one) => (
              <th key={one.id} scope="col">
                <Radio checked={one.id === stays} onChange={() => onStay(one.id)}>
                  {headOf(one)}
                </Radio>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.name}>
              <th scope="row">{label(field.label)}</th>
              {records.map((one) => (
                <td key={one.id} data-taken={takenOf(field.name) === one.id || undefined}>
                  <Radio
                    aria-label={`${label(field.label)} · ${headOf(one)}`}
                    checked={takenOf(field.name) === one.id}
                    onChange={() => onTake(field.name, one.id)}
                  >
                    {isEmpty(one[field.name]) ? (
                      <span className="muted">{t('merging.nothing')}</span>
                    ) : (
                      <FieldValue value={one[field.name]} field={field} />
                    )}
                  </Radio>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Told({
  name,
  moved,
  withdrawn,
}: {
  name: Mergeable
  moved: Readonly<Record<string, number>>
  withdrawn: number
}) {
  const t = useText()
  const label = useLabel()
  const follow = useObject('follow-up')
  const task = useObject('task')
  const opportunity = useObject('opportunity')
  const contact = useObject('contact')
  const account = useObject('account')
  const objects = [follow, task, opportunity, contact, account]
  const parts = Object.entries(moved).map(([one, count]) => {
    const object = objects.find((each) => each?.name === one)
    return `${object ? label(object.pluralLabel) : one} ${count}`
  })
  return (
    <Alert
      type="info"
      showIcon
      title={t(`merging.what-happens-${name}`)}
      description={
        <>
          {parts.length > 0 && <p>{t('merging.comes-over', { parts: parts.join('、') })}</p>}
          {withdrawn > 0 && <p>{t('merging.withdrawn', { count: withdrawn })}</p>}
        </>
      }
    />
  )
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}
