import { useQuery } from '@tanstack/react-query'
import type { SegmentTrait } from '../../../src/features/scoring/contract.ts'
import { useObject } from '../../client/metadata.ts'
import { useEveryStage } from '../../client/plan.ts'
import { type MessageKey, useLabel, useText } from '../../kit/text.tsx'
import { regionsQuery } from '../../records/regions.ts'

type Level = { what: string; level: string; name: string | null }

/** What was looked at and how it was, in words: "stage: quotation", "first contact within 4 hours". */
export function useLevelName(): (level: Level) => string {
  const t = useText()
  const label = useLabel()
  const stages = useEveryStage()
  const object = useObject('opportunity')
  const regions = useQuery(regionsQuery).data?.names
  const levelIn = ({ what, level, name }: Level): string => {
    if (name) return name
    if (level === '') return t('scoring.level-none')
    if (what === 'stage') {
      const stage = stages.find(({ key }) => key === level)
      return stage ? label(stage.label) : level
    }
    if (what === 'region') {
      const region = regions?.get(level)
      return region ? label(region) : level
    }
    if (what === 'type' || what === 'source') {
      const field = object?.fields.find((one) => one.name === what)
      const choices = (field?.options as { choices?: { value: string; label: { zh: string; en: string } }[] })
        ?.choices
      const choice = choices?.find(({ value }) => value === level)
      return choice ? label(choice.label) : level
    }
    return level
  }
  return (level) => {
    if (SPECIAL.has(`${level.what}-${level.level}`))
      return t(`scoring.what-${level.what}-${level.level}` as MessageKey)
    return t(`scoring.what-${level.what}` as MessageKey, { level: levelIn(level) })
  }
}

/** A segment's traits in words: "Shanghai · new customer". */
export function useTraitNames(): (traits: readonly SegmentTrait[]) => string {
  const nameOf = useLevelName()
  return (traits) => traits.map(({ of, is, name }) => nameOf({ what: of, level: is, name })).join(' · ')
}

const SPECIAL = new Set(['first-contact-none', 'account-known', 'account-unknown', 'amount-unknown'])
