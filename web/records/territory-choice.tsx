import { useQuery } from '@tanstack/react-query'
import { TreeSelect } from 'antd'
import type { FieldControl } from '../kit/field.tsx'
import { useLanguage } from '../kit/text.tsx'
import { type RegionNode, regionsQuery } from './regions.ts'

type Option = { value: string; title: string; children?: Option[] }

/** Several provinces, cities and districts, by their codes. */
export function TerritoryChoice({
  value,
  onChange,
  control,
}: {
  value: readonly string[]
  onChange: (codes: string[]) => void
  control: FieldControl
}) {
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
      multiple
      allowClear
      showSearch={{ treeNodeFilterProp: 'title' }}
      style={{ width: '100%' }}
      value={[...value]}
      treeData={(data?.tree ?? []).map(option)}
      onChange={(codes: string[]) => onChange(codes)}
    />
  )
}
