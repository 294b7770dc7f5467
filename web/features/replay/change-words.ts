import { useQuery } from '@tanstack/react-query'
import type { Change } from '../../../src/features/replay/contract.ts'
import { useFunctionName } from '../../client/functions.ts'
import { departmentsQuery } from '../../client/organisation.ts'
import { useStages } from '../../client/plan.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

type Limits = { openCap?: number | null; dayCap?: number | null; weekCap?: number | null; weight?: number }
const LIMITS = [
  ['openCap', 'replay.open-cap'],
  ['dayCap', 'replay.day-cap'],
  ['weekCap', 'replay.week-cap'],
  ['weight', 'replay.weight'],
] as const

/** What is different, as a sentence; `nameOf` puts names for people. */
export function useChangeWords(): (change: Change, nameOf: (id: string) => string) => string {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const functionName = useFunctionName()
  const departments = useQuery(departmentsQuery).data?.items ?? []
  const stages = useStages()
  const departmentName = (id: string) => departments.find((one) => one.id === id)?.name ?? ''
  const limits = (said: object) =>
    LIMITS.flatMap(([name, key]) => {
      const value = (said as Limits)[name]
      return value === undefined ? [] : [`${t(key)} ${value ?? '∞'}`]
    })
  return (change, nameOf) => {
    switch (change.kind) {
      case 'remove-person':
        return t('replay.says-remove-person', { person: nameOf(change.person) })
      case 'add-person': {
        const as = [
          ...(change.like ? [t('replay.like', { person: nameOf(change.like) })] : []),
          ...(change.functions ?? []).map(functionName),
          ...(change.department ? [departmentName(change.department)] : []),
          ...limits(change),
        ]
        return t('replay.says-add-person', { name: change.name, as: as.join(' · ') })
      }
      case 'change-person': {
        const what = [...(change.functions ?? []).map(functionName), ...limits(change)].join(' · ')
        return t('replay.says-change-person', { person: nameOf(change.person), what })
      }
      case 'absent': {
        const days = { from: format.day(change.from), to: format.day(change.to) }
        return t('replay.says-absent', { person: nameOf(change.person), ...days })
      }
      case 'hours-like':
        return t('replay.says-hours-like', { person: nameOf(change.person), like: nameOf(change.like) })
      case 'remove-rule':
        return t('replay.says-remove-rule', { rule: change.rule })
      case 'change-rule': {
        const strategy = change.strategy ? [t(`plan.${change.strategy}`)] : []
        const what = [...strategy, ...limits(change)].join(' · ')
        return t('replay.says-change-rule', { rule: change.rule, what })
      }
      case 'change-clock': {
        const stage = stages.find(({ key }) => key === change.stage)
        const { amount, unit } = change.within
        return t('replay.says-change-clock', {
          stage: change.stage ? (stage ? label(stage.label) : change.stage) : t('replay.every-stage'),
          clock: t(`replay.clock-${change.clock}`),
          span: `${amount} ${t(`replay.unit-${unit}`)}`,
        })
      }
    }
  }
}
