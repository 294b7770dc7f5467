import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { addField, changeField, type fieldInput, listFields } from '../../src/objects/contract.ts'
import { call } from '../client/call.ts'
import { metadataQuery } from '../client/metadata.ts'

export type FieldInput = z.input<typeof fieldInput>
export type FieldChange = Pick<FieldInput, 'label' | 'options' | 'required'>

/** The fields the company added to an object, with their versions; for administrators. */
export function customFieldsQuery(object: string) {
  return queryOptions({
    queryKey: ['about', 'definition', object],
    queryFn: ({ signal }) => call(listFields, { params: { object }, signal }),
  })
}

export function addFieldTo(object: string, body: FieldInput): Promise<unknown> {
  return call(addField, { params: { object }, body, idempotencyKey: crypto.randomUUID() })
}

export function changeFieldOf(
  object: string,
  field: { name: string; version: number },
  body: FieldChange,
): Promise<unknown> {
  return call(changeField, { params: { object, field: field.name }, body, ifMatch: field.version })
}

/** Makes everything stale that is made from definitions. */
export function definitionsChanged(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: metadataQuery.queryKey })
  void queries.invalidateQueries({ queryKey: ['about', 'definition'] })
  void queries.invalidateQueries({ queryKey: ['records'] })
}
