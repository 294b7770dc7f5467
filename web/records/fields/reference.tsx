import { Link } from '@tanstack/react-router'
import { useText } from '../../kit/text.tsx'
import { idOf, titleOf } from '../queries.ts'
import { RecordPicker } from '../record-picker.tsx'
import type { CellProps, FieldView, InputProps } from './view.ts'

const PAGES: Readonly<Record<string, string>> = {
  opportunity: '/opportunities/$id',
  account: '/accounts/$id',
  contact: '/contacts/$id',
}

function ReferenceCell({ value, field }: CellProps) {
  const t = useText()
  const id = idOf(value)
  if (!id) return null
  const title = titleOf(value)
  if (!title) return <span className="muted">{t('records.not-yours-to-see')}</span>
  const page = PAGES[field.options.target ?? '']
  return page ? (
    <Link to={page} params={{ id }}>
      {title}
    </Link>
  ) : (
    title
  )
}

export function ReferenceInput({ value, field, control, onChange, onDone }: InputProps) {
  const target = field.type === 'reference' ? (field.options.target ?? '') : field.type
  return (
    <RecordPicker
      control={control}
      object={target}
      value={idOf(value) ? { id: idOf(value) ?? '', title: titleOf(value) ?? null } : null}
      onChange={(next) => {
        onChange(next)
        onDone?.(next)
      }}
    />
  )
}

export const reference: FieldView = { Cell: ReferenceCell, Input: ReferenceInput }
