import { useQuery } from '@tanstack/react-query'
import { TreeSelect } from 'antd'
import { useLanguage } from '../../kit/text.tsx'
import { type RegionNode, regionsQuery } from '../regions.ts'
import type { CellProps, FieldView, InputProps } from './view.ts'

type Option = { value: string; title: string; children?: Option[] }

function RegionCell({ value }: CellProps) {
  const language = useLanguage()
  const { data } = useQuery(regionsQuery)
  if (typeof value !== 'string') return null
  const names = [2, 4, 6]
    .filter((length) => length <= value.length)
    .map((length) => data?.names.get(value.slice(0, length))?.[language])
  return names.filter(Boolean).join(' ') || value
}

function RegionInput({ value, control, onChange, onDone }: InputProps) {
  const language = useLanguage()
  const { data } = useQuery(regionsQuery)
  const option = (node: RegionNode): Option => ({
    value: node.code,
    title: node[language],
    ...(node.children ? { children: node.children.map(option) } : {}),
  })
  return (
    <TreeSelect
      {...control}
      showSearch={{ treeNodeFilterProp: 'title' }}
      allowClear
      {...(typeof value === 'string' ? { value } : {})}
      treeData={(data?.tree ?? []).map(option)}
      onChange={(next: string | undefined) => {
        onChange(next ?? null)
        onDone?.(next ?? null)
      }}
      style={{ width: '100%' }}
    />
  )
}

export const region: FieldView = { Cell: RegionCell, Input: RegionInput }
