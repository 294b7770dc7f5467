import type { ReactNode } from 'react'
import type { FieldMetadata } from '../../client/metadata.ts'
import type { FieldControl } from '../../kit/field.tsx'

export type CellProps = { value: unknown; field: FieldMetadata }
export type InputProps = {
  value: unknown
  field: FieldMetadata
  control: FieldControl
  onChange: (value: unknown) => void
  /** Done with it: in place, a choice saves at once. */
  onDone?: ((value: unknown) => void) | undefined
  autoFocus?: boolean | undefined
}

/** How a field type looks and is edited; one file per type, named as on the server. */
export type FieldView = {
  Cell: (props: CellProps) => ReactNode
  /** Undefined for types the product keeps. */
  Input?: (props: InputProps) => ReactNode
  align?: 'end'
}
