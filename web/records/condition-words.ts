import { useQuery } from '@tanstack/react-query'
import { inWords, parseCondition } from '../../src/engines/conditions/index.ts'
import type { Language } from '../../src/kernel/text.ts'
import { metadataQuery, type ObjectMetadata } from '../client/metadata.ts'
import { useLanguage } from '../kit/text.tsx'
import { vocabularyFor } from './vocabulary.ts'

export type NameOfId = (id: string) => string | undefined

/** Says a condition over `object` as a sentence, ids by their `names`; the text itself where it does not hold. */
export function useConditionWords(object: ObjectMetadata, names?: NameOfId): (source: string) => string {
  const language = useLanguage()
  const objects = useQuery(metadataQuery).data?.objects ?? []
  const vocabulary = vocabularyFor(object, objects)
  return (source) => {
    const parsed = parseCondition(source, vocabulary)
    if (!parsed.ok) return source
    return inWords(
      parsed.condition,
      vocabulary,
      language,
      (path, value) => choiceName(object, path, String(value), language) ?? names?.(String(value)),
    )
  }
}

function choiceName(
  object: ObjectMetadata,
  path: readonly string[],
  value: string,
  language: Language,
): string | undefined {
  const field = path.length === 1 ? object.fields.find((one) => one.name === path[0]) : undefined
  return field?.options.choices?.find((choice) => choice.value === value)?.label[language]
}
