import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import type { ObjectMetadata } from '../client/metadata.ts'
import { useText } from '../kit/text.tsx'
import { Conditions } from './conditions.tsx'
import type { ListAddress } from './use-asked.ts'

/** Words and conditions over a list; both stand in the page's address. */
export function FilterBar({
  object,
  asked,
  onChange,
  children,
  names,
}: {
  object: ObjectMetadata
  asked: ListAddress
  onChange: (change: Partial<ListAddress>) => void
  children?: ReactNode
  /** Names of ids that stand in conditions (stages, people). */
  names?: (id: string) => string | undefined
}) {
  const t = useText()
  const [typed, setTyped] = useState(asked.q ?? '')
  useEffect(() => {
    const later = setTimeout(() => typed !== (asked.q ?? '') && onChange({ q: typed || undefined }), 250)
    return () => clearTimeout(later)
  }, [typed, asked.q, onChange])
  return (
    <search className="filter-bar">
      <Input
        allowClear
        prefix={<SearchOutlined aria-hidden />}
        aria-label={t('records.search')}
        placeholder={t('records.search-hint')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        data-search-here
      />
      {children}
      <Conditions
        object={object}
        filter={asked.filter ?? ''}
        onChange={(filter) => onChange({ filter: filter || undefined })}
        names={names}
      />
    </search>
  )
}
