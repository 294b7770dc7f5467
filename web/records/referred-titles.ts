import { useQueries, useQuery } from '@tanstack/react-query'
import { parseCondition } from '../../src/engines/conditions/index.ts'
import { childrenOf, type Node } from '../../src/engines/conditions/tree.ts'
import type { Vocabulary } from '../../src/engines/conditions/vocabulary.ts'
import { metadataQuery, type ObjectMetadata } from '../client/metadata.ts'
import type { NameOfId } from './condition-words.ts'
import { recordQuery } from './queries.ts'
import { targetOf } from './vocabulary.ts'

/** The titles of the records a condition names by their ids, as far as the reader may see them. */
export function useReferredTitles(object: ObjectMetadata, source: string, vocabulary: Vocabulary): NameOfId {
  const objects = useQuery(metadataQuery).data?.objects ?? []
  const referred = referredIn(source, vocabulary).flatMap(({ field, id }) => {
    const found = object.fields.find((one) => one.name === field)
    const target = found && objects.find((one) => one.name === targetOf(found))
    return target ? [{ id, target }] : []
  })
  const records = useQueries({
    queries: referred.map(({ id, target }) => ({
      ...recordQuery(target.name, target.plural, id),
      retry: false,
    })),
  })
  return (id) => {
    const at = referred.findIndex((one) => one.id === id)
    const title = records[at]?.data?.[referred[at]?.target.titleField ?? '']
    return typeof title === 'string' ? title : undefined
  }
}

/** Which fields a condition compares with which ids, each once. */
export function referredIn(source: string, vocabulary: Vocabulary): { field: string; id: string }[] {
  const parsed = source.trim() === '' ? undefined : parseCondition(source, vocabulary)
  if (!parsed?.ok) return []
  const found = new Map<string, { field: string; id: string }>()
  const take = (field: Node, value: unknown) => {
    if (field.op === 'field' && field.path.length === 1 && typeof value === 'string' && ID.test(value))
      found.set(value, { field: field.path[0] ?? '', id: value })
  }
  const walk = (node: Node): void => {
    if (node.op === 'compare' && node.right.op === 'literal') take(node.left, node.right.value)
    if (node.op === 'in-list') for (const value of node.list) take(node.value, value)
    for (const child of childrenOf(node)) walk(child)
  }
  walk(parsed.condition.root)
  return [...found.values()]
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
