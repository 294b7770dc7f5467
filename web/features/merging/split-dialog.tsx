import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Modal, Radio, Select } from 'antd'
import { useState } from 'react'
import { type ObjectMetadata, useObject } from '../../client/metadata.ts'
import { useMe } from '../../client/session.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { moneyOf, type RecordJson, type Reference, recordsQuery } from '../../records/queries.ts'
import { RecordPicker } from '../../records/record-picker.tsx'
import { split } from './queries.ts'

type Draft = {
  key: number
  title: string
  amount: string
  product: Reference | null
  type: string
  holder: 'same' | 'routed'
  tasks: string[]
}

/** Splits parts off an opportunity: what each is called, worth and sells, who holds it, which tasks go along; the sum is shown. */
export function SplitDialog({
  record,
  holder,
  onClose,
  onSplit,
}: {
  record: RecordJson
  holder: string
  onClose: () => void
  onSplit: (part: string) => void
}) {
  const t = useText()
  const me = useMe()
  const format = useFormat()
  const toast = useToast()
  const queries = useQueryClient()
  const object = useObject('opportunity')
  const whole = moneyOf(record['amount'])
  const currency = whole?.currency ?? me.company.currency
  const fresh = (key: number): Draft => ({
    key,
    title: t('merging.part-title', { title: String(record['title']), number: key + 1 }),
    amount: '',
    product: (record['product'] as Reference | null) ?? null,
    type: String(record['type']),
    holder: 'same',
    tasks: [],
  })
  const [parts, setParts] = useState<Draft[]>([fresh(1)])
  const [remaining, setRemaining] = useState(whole?.amount ?? '')
  const [reason, setReason] = useState('')
  const tasks = useInfiniteQuery(
    recordsQuery(
      'task',
      'tasks',
      { filter: `opportunity == ${JSON.stringify(record.id)}`, sort: 'dueOn' },
      100,
    ),
  )
  const open = (tasks.data?.pages ?? [])
    .flatMap((page) => page.items)
    .filter((task) => task['doneAt'] === null)
  const change = (key: number, next: Partial<Draft>) =>
    setParts(parts.map((part) => (part.key === key ? { ...part, ...next } : part)))
  const numbers = [remaining, ...parts.map(({ amount }) => amount)].map((text) => Number(clean(text) || 0))
  const isNumber = numbers.every((one) => Number.isFinite(one))
  const sum = numbers.reduce((all, one) => all + one, 0)
  const money = (amount: string) => (clean(amount) === '' ? null : { amount: clean(amount), currency })
  const doing = useMutation({
    mutationFn: () =>
      split(
        { id: record.id, version: record.version },
        {
          reason: reason.trim(),
          remaining: clean(remaining) === (whole?.amount ?? '') ? {} : { amount: money(remaining) },
          parts: parts.map((part) => ({
            fields: {
              title: part.title.trim(),
              type: part.type,
              product: part.product?.id ?? null,
              amount: money(part.amount),
            },
            holder: part.holder,
            tasks: part.tasks,
          })),
        },
      ),
    onSuccess: ({ parts: made }) => {
      for (const key of [['records'], ['record'], ['about']])
        void queries.invalidateQueries({ queryKey: key })
      toast.done(t('merging.split-done', { count: made.length }))
      onSplit(made[0]?.id ?? record.id)
    },
  })
  return (
    <Modal
      open
      width={720}
      title={t('merging.split-title')}
      okText={t('merging.split-now', { count: parts.length })}
      okButtonProps={{
        disabled: reason.trim().length < 2 || !isNumber || parts.some(({ title }) => title.trim() === ''),
      }}
      confirmLoading={doing.isPending}
      onOk={() => doing.mutate()}
      onCancel={onClose}
    >
      <p className="muted">{t('merging.split-hint')}</p>
      <Field label={t('merging.remaining', { currency })}>
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            value={remaining}
            onChange={(event) => setRemaining(event.target.value)}
          />
        )}
      </Field>
      {parts.map((part, place) => (
        <PartFields
          key={part.key}
          place={place + 1}
          part={part}
          object={object}
          currency={currency}
          holder={holder}
          tasks={open.filter(
            (task) => !parts.some((other) => other !== part && other.tasks.includes(task.id)),
          )}
          onChange={(next) => change(part.key, next)}
          onRemove={
            parts.length > 1 ? () => setParts(parts.filter((other) => other.key !== part.key)) : undefined
          }
        />
      ))}
      {parts.length < 10 && (
        <Button
          icon={<PlusOutlined />}
          onClick={() => setParts([...parts, fresh(Math.max(...parts.map(({ key }) => key)) + 1)])}
        >
          {t('merging.add-part')}
        </Button>
      )}
      {isNumber && (
        <p role="status">
          {t('merging.sum', {
            sum: format.money({ amount: String(Math.round(sum * 100) / 100), currency }),
            whole: whole ? format.money(whole) : t('merging.nothing'),
          })}
        </p>
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
      <ErrorNote error={doing.error} />
    </Modal>
  )
}

function PartFields({
  place,
  part,
  object,
  currency,
  holder,
  tasks,
  onChange,
  onRemove,
}: {
  place: number
  part: Draft
  object: ObjectMetadata | undefined
  currency: string
  holder: string
  tasks: readonly RecordJson[]
  onChange: (next: Partial<Draft>) => void
  onRemove?: (() => void) | undefined
}) {
  const t = useText()
  const label = useLabel()
  const types = object?.fields.find(({ name }) => name === 'type')?.options.choices ?? []
  return (
    <fieldset className="card split-part">
      <legend>
        {t('merging.part', { number: place })}{' '}
        {onRemove && (
          <Button
            type="text"
            size="small"
            icon={<DeleteOutlined />}
            aria-label={t('merging.remove-part', { number: place })}
            onClick={onRemove}
          />
        )}
      </legend>
      <Field label={t('merging.part-name')} required>
        {(control) => (
          <Input
            {...control}
            maxLength={200}
            value={part.title}
            onChange={(event) => onChange({ title: event.target.value })}
          />
        )}
      </Field>
      <div className="two-fields">
        <Field label={t('merging.part-amount', { currency })}>
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              value={part.amount}
              onChange={(event) => onChange({ amount: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('merging.part-type')}>
          {(control) => (
            <Select
              {...control}
              style={{ width: '100%' }}
              value={part.type}
              options={types.map((one) => ({ value: one.value, label: label(one.label) }))}
              onChange={(type) => onChange({ type })}
            />
          )}
        </Field>
      </div>
      <Field label={t('merging.part-product')}>
        {(control) => (
          <RecordPicker
            control={control}
            object="product"
            value={part.product}
            onChange={(product) => onChange({ product })}
          />
        )}
      </Field>
      <Radio.Group
        aria-label={t('merging.part-holder')}
        value={part.holder}
        onChange={(event) => onChange({ holder: event.target.value as Draft['holder'] })}
        options={[
          { value: 'same', label: t('merging.part-same', { name: holder }) },
          { value: 'routed', label: t('merging.part-routed') },
        ]}
      />
      {tasks.length > 0 && (
        <Checkbox.Group
          aria-label={t('merging.part-tasks')}
          value={part.tasks}
          onChange={(ids) => onChange({ tasks: ids as string[] })}
          options={tasks.map((task) => ({ value: task.id, label: String(task['title']) }))}
        />
      )}
    </fieldset>
  )
}

function clean(text: string): string {
  return text.replace(/[,，\s]/g, '')
}
