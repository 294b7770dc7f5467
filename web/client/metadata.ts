import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Text } from '../../src/kernel/text.ts'
import { send } from './call.ts'

export type FieldType =
  | 'text'
  | 'long-text'
  | 'number'
  | 'money'
  | 'percent'
  | 'date'
  | 'date-time'
  | 'yes-no'
  | 'choice'
  | 'choices'
  | 'person'
  | 'department'
  | 'reference'
  | 'email'
  | 'phone'
  | 'url'
  | 'region'
  | 'auto-number'
  | 'formula'
  | 'file'

export type FieldMetadata = {
  name: string
  type: FieldType
  label: Text
  required: boolean
  readOnly: boolean
  custom: boolean
  hidden?: boolean
  options: {
    choices?: readonly { value: string; label: Text; color?: string }[]
    target?: string
    open?: boolean
    decimals?: number
    allowNegative?: boolean
    maxLength?: number
    formula?: string
    gives?: 'text' | 'number' | 'bool'
    prefix?: string
  }
}

export type ObjectMetadata = {
  name: string
  plural: string
  label: Text
  pluralLabel: Text
  titleField: string
  custom: boolean
  /** Only its feature's own actions write it (people, departments, stages). */
  closed?: boolean
  fields: readonly FieldMetadata[]
}

/** The objects this person may see, with their fields. Changes seldom; live updates say when. */
export const metadataQuery = queryOptions({
  queryKey: ['metadata'],
  queryFn: ({ signal }) => send<{ objects: ObjectMetadata[] }>({ method: 'GET', path: '/metadata', signal }),
  staleTime: 5 * 60_000,
})

/** The metadata of one object; undefined while it loads or where the object is not there. */
export function useObject(name: string): ObjectMetadata | undefined {
  return useQuery(metadataQuery).data?.objects.find((object) => object.name === name)
}
