import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useObject } from '../client/metadata.ts'
import type { FieldControl } from '../kit/field.tsx'
import { pickerQuery, type Reference } from './queries.ts'

/** Finds a record by its words (Chinese, pinyin, initials) and points to it. */
export function RecordPicker({
  object,
  value,
  onChange,
  control,
  label,
  placeholder,
  without,
}: {
  object: string
  value: Reference | null
  onChange: (value: Reference | null) => void
  control?: FieldControl | undefined
  /** What it is called where no label stands beside it. */
  label?: string
  placeholder?: string
  /** Ids that are no choice here. */
  without?: readonly string[]
}) {
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed)
  const plural = useObject(object)?.plural
  const found = useQuery({ ...pickerQuery(object, plural ?? '', q), enabled: plural !== undefined })
  const items = (found.data?.items ?? []).filter((item) => !without?.includes(item.id))
  const known =
    value && !items.some((item) => item.id === value.id) ? [{ id: value.id, title: value.title ?? '…' }] : []
  return (
    <Select
      {...control}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      style={{ width: '100%' }}
      {...(placeholder ? { placeholder } : {})}
      {...(label ? { 'aria-label': label } : placeholder && !control ? { 'aria-label': placeholder } : {})}
      loading={found.isFetching}
      value={value?.id ?? null}
      options={[...known, ...items].map((item) => ({ value: item.id, label: item.title }))}
      onChange={(id: string | undefined) => {
        const item = [...known, ...items].find((one) => one.id === id)
        onChange(item ? { id: item.id, title: item.title } : null)
      }}
    />
  )
}
