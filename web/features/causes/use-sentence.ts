import type { Cause } from '../../../src/features/causes/contract.ts'
import { type MessageKey, useLanguage, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

type Told = Pick<Cause, 'kind' | 'place' | 'facts'>

/** What is wrong and where, in one sentence of the reader's language. */
export function useCauseSentence(): (cause: Told) => string {
  const t = useText()
  const language = useLanguage()
  const format = useFormat()
  const list = (words: readonly string[]) =>
    words.filter((word) => word !== '').join(language === 'zh' ? '、' : ', ')
  return ({ kind, place, facts }) => {
    const functions = place.functions.map(({ label }) => label[language])
    const departments = place.departments.map(({ name }) => name)
    const last = (words: readonly string[]) => words.at(-1) ?? ''
    const isOfOne = kind === 'slow-answer' || kind === 'drop-at-hand-over'
    const who = isOfOne ? [last(functions), last(departments)] : [list(functions), list(departments)]
    const values = place.segment?.values.map(({ label }) => label[language]) ?? []
    const stages = list(place.stages.map(({ label }) => label[language]))
    const people = list(place.people.map(({ name }) => name))
    const key = sentenceKey(kind, place)
    const shown = Object.fromEntries(
      Object.entries(facts).map(([name, value]) => [
        name,
        typeof value === 'number' ? figure(name, value, format) : value,
      ]),
    )
    return t(key, {
      ...shown,
      who: who.filter((word) => word !== '').join(' · '),
      stages: stages || t('causes.every-stage'),
      people,
      segment: list(values) || t('causes.every-kind'),
      rule: place.rule?.label[language] ?? '',
      limit: place.limit ? t(`clocks.kind-${place.limit}` as MessageKey) : '',
    })
  }
}

function sentenceKey(kind: Cause['kind'], place: Cause['place']): MessageKey {
  if (kind === 'starved' && place.people.length > 0) return 'causes.says-starved-one'
  if (kind === 'ping-pong' && place.people.length === 0) return 'causes.says-ping-pong-groups'
  return `causes.says-${kind}`
}

function figure(name: string, value: number, format: ReturnType<typeof useFormat>): string {
  if (name === 'effect' || name.endsWith('N')) return format.number(value, 1)
  if (name.startsWith('share') || name === 'prompt' || name === 'late') return format.percent(value * 100, 0)
  return format.number(value, 1)
}
