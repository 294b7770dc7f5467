import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useObject } from '../../client/metadata.ts'
import type { FieldControl } from '../../kit/field.tsx'
import { pickerQuery, type Reference } from '../../records/queries.ts'

/** Several people, found by their words; `known` are the names of those chosen before. */
export function PeopleChoice({
  value,
  known,
  onChange,
  control,
  placeholder,
}: {
  value: readonly string[]
  known: readonly { id: string; name: string }[]
  onChange: (ids: string[]) => void
  control: FieldControl
  placeholder?: string
}) {
  const [typed, setTyped] = useState('')
  const [names, setNames] = useState(() => new Map(known.map((one) => [one.id, one.name])))
  const q = useDeferredValue(typed)
  const plural = useObject('person')?.plural
  const found = useQuery({ ...pickerQuery('person', plural ?? '', q), enabled: plural !== undefined })
  const items: readonly Reference[] = found.data?.items ?? []
  const missing = value.filter((id) => !items.some((item) => item.id === id))
  return (
    <Select
      {...control}
      mode="multiple"
      style={{ width: '100%' }}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      {...(placeholder ? { placeholder } : {})}
      loading={found.isFetching}
      value={[...value]}
      options={[
        ...missing.map((id) => ({ value: id, label: names.get(id) ?? '…' })),
        ...items.map((item) => ({ value: item.id, label: item.title })),
      ]}
      onChange={(ids: string[]) => {
        setNames(new Map([...names, ...items.map((item) => [item.id, item.title ?? ''] as const)]))
        onChange(ids)
      }}
    />
  )
}
