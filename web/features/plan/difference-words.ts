import type { Difference, PlanDocument } from '../../../src/features/plan/contract.ts'
import { differencesOf } from '../../../src/features/plan/rules/differences.ts'
import type { Text } from '../../../src/kernel/text.ts'
import { useFunctionName } from '../../client/functions.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { type MessageKey, useLabel, useLanguage, useText } from '../../kit/text.tsx'
import { useConditionWords } from '../../records/condition-words.ts'

export type DifferenceWords = {
  /** One difference as a sentence; `documents` are where its parts get their names, the first that has it. */
  sentence: (difference: Difference, documents: readonly PlanDocument[]) => string
  /** What became of a setting, `50 % → 60 %`; empty where it has no short form. */
  change: (setting: Difference['settings'][number]) => string
  /** The name of a setting. */
  setting: (name: string) => string
  /** The name of a part. */
  name: (of: Pick<Difference, 'part' | 'key'>, documents: readonly PlanDocument[]) => string
  /** The name of a part with its kind: `stage “方案”`. */
  part: (of: Pick<Difference, 'part' | 'key'>, documents: readonly PlanDocument[]) => string
  /** A value of a setting in words; undefined where it has no short form. */
  value: (name: string, value: unknown) => string | undefined
}

/** Says what differs between two plans. */
export function useDifferenceWords(object: ObjectMetadata): DifferenceWords {
  const t = useText()
  const label = useLabel()
  const between = useLanguage() === 'zh' ? '、' : ', '
  const value = useSettingValue(object)
  const setting = (name: string) => {
    const key = `plan.setting-${name}` as MessageKey
    const said = t(key)
    return said === key ? name : said
  }
  const nameOf = ({ part, key }: Pick<Difference, 'part' | 'key'>, documents: readonly PlanDocument[]) => {
    for (const document of documents) {
      const found = partsOf(document, part).find((one) => one.key === key)
      if (found) return label(found.label)
    }
    return key
  }
  return {
    setting,
    value,
    name: nameOf,
    part: (of, documents) =>
      of.part === 'keeper'
        ? t('plan.keeper')
        : t('plan.part-named', { part: t(`plan.part-${of.part}`), name: nameOf(of, documents) }),
    sentence: (difference, documents) =>
      difference.part === 'keeper'
        ? t('plan.keeper-changes')
        : t(`plan.part-${difference.change}`, {
            part: t(`plan.part-${difference.part}`),
            name: nameOf(difference, documents),
            settings: difference.settings.map(({ name }) => setting(name)).join(between),
          }),
    change: ({ name, before, after }) => {
      const [was, is] = [value(name, before), value(name, after)]
      return was === undefined || is === undefined ? '' : `${was} → ${is}`
    },
  }
}

/** Says in one line what a step changed: what undoing it takes back. */
export function useStepWords(object: ObjectMetadata): (before: PlanDocument, after: PlanDocument) => string {
  const t = useText()
  const words = useDifferenceWords(object)
  return (before, after) => {
    const [first, ...others] = differencesOf(before, after)
    if (!first) return t('plan.step-order')
    const said = words.sentence(first, [after, before])
    return others.length === 0 ? said : t('plan.step-more', { first: said, count: others.length })
  }
}

type Named = { key: string; label: Text }

function partsOf(document: PlanDocument, part: Difference['part']): readonly Named[] {
  if (part === 'stage') return document.stages
  if (part === 'process') return document.processes
  if (part === 'pool') return document.pools
  if (part === 'rule') return document.rules.map((rule) => ({ key: rule.label.zh, label: rule.label }))
  return []
}

const CONDITIONS = new Set(['gate', 'entryGate', 'when', 'condition'])
const SAID: Readonly<Record<string, string>> = {
  phase: 'plan.phase-',
  kind: 'plan.kind-',
  handOver: 'plan.value-handOver-',
  forecast: 'plan.value-forecast-',
  strategy: 'plan.',
}

function useSettingValue(object: ObjectMetadata): (name: string, value: unknown) => string | undefined {
  const t = useText()
  const label = useLabel()
  const between = useLanguage() === 'zh' ? '、' : ', '
  const functionName = useFunctionName()
  const names = useNamesOfIds()
  const words = useConditionWords(object, names)
  const fieldName = (name: string) => {
    const field = object.fields.find((one) => one.name === name)
    return field ? label(field.label) : name
  }
  const ofList = (name: string, list: readonly unknown[]): string | undefined => {
    if (list.length === 0) return t('plan.value-none')
    if (name === 'requiredFields' || name === 'entryFields')
      return list.map((one) => fieldName(String(one))).join(between)
    if (name === 'departments') return list.map((id) => names(String(id)) ?? '…').join(between)
    const labels = list.flatMap((one) => (isLabelled(one) ? [label(one.label)] : []))
    return labels.length === list.length
      ? labels.join(between)
      : t('plan.value-count', { count: list.length })
  }
  return (name, value) => {
    if (value === null || value === undefined || value === '') return t('plan.value-none')
    if (Array.isArray(value)) return ofList(name, value)
    if (name === 'probability') return `${Math.round(Number(value) * 100)} %`
    if (name === 'label') return label(value as Text)
    if (name === 'keeper') return names(String(value)) ?? String(value)
    if (name === 'duties')
      return Object.entries(value as Record<string, string>)
        .map(([key, letter]) => `${functionName(key)} ${letter}`)
        .join(between)
    if (CONDITIONS.has(name)) return words(String(value))
    if (SAID[name]) return t(`${SAID[name]}${value}` as MessageKey)
    return typeof value === 'number' || typeof value === 'string' ? String(value) : undefined
  }
}

function isLabelled(one: unknown): one is { label: Text } {
  return typeof one === 'object' && one !== null && 'label' in one
}
