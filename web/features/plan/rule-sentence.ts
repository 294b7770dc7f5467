import { useQuery } from '@tanstack/react-query'
import { useFunctionName } from '../../client/functions.ts'
import { metadataQuery, type ObjectMetadata } from '../../client/metadata.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { useLabel, useLanguage, useText } from '../../kit/text.tsx'
import { useConditionWords } from '../../records/condition-words.ts'
import { kindAt, vocabularyFor } from '../../records/vocabulary.ts'
import type { RuleDraft } from './plan-draft.ts'

/** Says a routing rule as one sentence: when, out of whom, how, within which limits. */
export function useRuleSentence(object: ObjectMetadata): (rule: RuleDraft) => string {
  const t = useText()
  const names = useNamesOfIds()
  const conditionWords = useConditionWords(object, names)
  const who = useCandidatesInWords(object)
  return ({ condition, candidates, strategy, openCap, dayCap }) => {
    const when = condition.trim()
      ? t('plan.say-when', { words: conditionWords(condition) })
      : t('plan.say-always')
    const limits = [
      ...(openCap === null ? [] : [t('plan.say-open-cap', { count: openCap })]),
      ...(dayCap === null ? [] : [t('plan.say-day-cap', { count: dayCap })]),
    ]
    const how = [t(`plan.say-${strategy}`), ...limits].join(t('plan.say-comma'))
    return when + t('plan.say-from', { who: who(candidates) }) + how + t('plan.say-stop')
  }
}

function useCandidatesInWords(object: ObjectMetadata): (candidates: RuleDraft['candidates']) => string {
  const t = useText()
  const between = useLanguage() === 'zh' ? '、' : ', '
  const functionName = useFunctionName()
  const names = useNamesOfIds()
  const skillFields = useSkillFields(object)
  const list = (words: readonly string[]) => words.join(between)
  return ({
    functions = [],
    departments = [],
    territory,
    skills = [],
    skillFrom,
    people = [],
    withinWorkingHours,
  }) => {
    const nameOf = (id: string) => names(id) ?? '…'
    const field = skillFields.find((one) => one.value === skillFrom)?.label ?? skillFrom
    const parts = [
      ...(functions.length ? [t('plan.say-functions', { list: list(functions.map(functionName)) })] : []),
      ...(departments.length ? [t('plan.say-departments', { list: list(departments.map(nameOf)) })] : []),
      ...(territory === 'match' ? [t('plan.say-territory')] : []),
      ...(skills.length ? [t('plan.say-skills', { list: list(skills) })] : []),
      ...(skillFrom ? [t('plan.say-skill-from', { field: field ?? '' })] : []),
      ...(people.length ? [t('plan.say-people', { list: list(people.map(nameOf)) })] : []),
      ...(withinWorkingHours === undefined
        ? []
        : [
            withinWorkingHours === 0
              ? t('plan.say-at-work')
              : t('plan.say-within-hours', { count: withinWorkingHours }),
          ]),
    ]
    return parts.length ? t('plan.say-that', { list: list(parts) }) : t('plan.say-everyone')
  }
}

/** The fields of an opportunity, and of the records it points to, whose text can be a skill: `product.series`. */
export function useSkillFields(object: ObjectMetadata): readonly { value: string; label: string }[] {
  const label = useLabel()
  const vocabulary = vocabularyFor(object, useQuery(metadataQuery).data?.objects)
  const own = Object.entries(vocabulary.fields).flatMap(([name, term]) =>
    term.kind === 'record'
      ? Object.entries(term.fields).map(([inner, one]) => ({
          value: `${name}.${inner}`,
          label: `${label(term.label)} · ${label(one.label)}`,
        }))
      : [{ value: name, label: label(term.label) }],
  )
  return own.filter(({ value }) => {
    const kind = kindAt(vocabulary, value)
    return kind === 'text' || kind === 'texts'
  })
}
