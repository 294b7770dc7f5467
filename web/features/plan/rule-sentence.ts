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
  return (rule) => {
    const { condition, candidates } = rule
    const when = condition.trim()
      ? t('plan.say-when', { words: conditionWords(condition) })
      : t('plan.say-always')
    const how = [howOf(t, rule), ...besidesOf(t, rule)].join(t('plan.say-comma'))
    return when + t('plan.say-from', { who: who(candidates) }) + how + t('plan.say-stop')
  }
}

type Say = ReturnType<typeof useText>

function howOf(t: Say, { strategy, loadBy }: RuleDraft): string {
  if (strategy === 'least-loaded' && loadBy === 'units') return t('plan.say-least-units')
  return t(`plan.say-${strategy}`)
}

/** What a rule says besides how it chooses; a rule by hand has nothing of it. */
function besidesOf(t: Say, rule: RuleDraft): string[] {
  const { strategy, conversion, sticky, turns, assumedAmount, trial } = rule
  if (strategy === 'manual') return []
  const followsWon = strategy === 'conversion-weighted' || strategy === 'best-of-batch'
  const takesTurns = !followsWon || strategy === 'conversion-weighted'
  const caps = [
    ['plan.say-open-cap', rule.openCap],
    ['plan.say-day-cap', rule.dayCap],
    ['plan.say-week-cap', rule.weekCap],
    ['plan.say-unit-cap', rule.unitCap],
  ] as const
  return [
    ...(trial ? [t('plan.say-trial', { share: `${Math.round(trial.share * 100)} %` })] : []),
    ...(followsWon ? [t('plan.say-conversion', { ...conversion })] : []),
    ...(strategy === 'value-fair' && assumedAmount !== null
      ? [t('plan.say-assumed', { amount: assumedAmount })]
      : []),
    ...(sticky ? [t(`plan.say-sticky-${sticky}`, { days: rule.stickyDays })] : []),
    ...(takesTurns && strategy !== 'least-loaded' && turns !== 'keep'
      ? [t(`plan.say-turns-${turns}`, { cap: rule.accrueCap })]
      : []),
    ...caps.flatMap(([key, count]) => (count === null ? [] : [t(key, { count })])),
  ]
}

function useCandidatesInWords(object: ObjectMetadata): (candidates: RuleDraft['candidates']) => string {
  const t = useText()
  const between = useLanguage() === 'zh' ? '、' : ', '
  const functionName = useFunctionName()
  const names = useNamesOfIds()
  const skillFields = useSkillFields(object)
  const matchFields = useMatchFields(object)
  const list = (words: readonly string[]) => words.join(between)
  return ({
    functions = [],
    departments = [],
    territory,
    skills = [],
    skillFrom,
    people = [],
    matches = [],
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
      ...matches.map(({ field: path, person }) => {
        const name = matchFields.find((one) => one.value === path)?.label ?? path
        return t(`plan.say-match-${person}`, { field: name })
      }),
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
  const [, ...texts] = useFieldsOf(object)
  return texts.flat()
}

/** The same and the references themselves: what one points to may be a person's department. */
export function useMatchFields(object: ObjectMetadata): readonly { value: string; label: string }[] {
  return useFieldsOf(object).flat()
}

type Named = { value: string; label: string }

/** References, then fields of text. */
function useFieldsOf(object: ObjectMetadata): [references: Named[], texts: Named[]] {
  const label = useLabel()
  const vocabulary = vocabularyFor(object, useQuery(metadataQuery).data?.objects)
  const terms = Object.entries(vocabulary.fields)
  const named = terms.flatMap(([name, term]): Named[] =>
    term.kind === 'record'
      ? Object.entries(term.fields).map(([inner, one]) => ({
          value: `${name}.${inner}`,
          label: `${label(term.label)} · ${label(one.label)}`,
        }))
      : [{ value: name, label: label(term.label) }],
  )
  const texts = named.filter(({ value }) => {
    const kind = kindAt(vocabulary, value)
    return kind === 'text' || kind === 'texts'
  })
  const references = terms.flatMap(([value, term]) =>
    term.kind === 'record' && value !== 'id' ? [{ value, label: label(term.label) }] : [],
  )
  return [references, texts]
}
