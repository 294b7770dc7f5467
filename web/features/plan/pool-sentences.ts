import type { Pool, Recycling } from '../../../src/features/plan/contract.ts'
import { useFunctionName } from '../../client/functions.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { useLabel, useLanguage, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useConditionWords } from '../../records/condition-words.ts'
import type { PlanDraft } from './plan-draft.ts'
import { useSpanWords } from './span-fields.tsx'

type Around = Pick<PlanDraft, 'pools' | 'stages'>

/** Says a pool in sentences: what belongs to it, who answers for it, who may claim, within which limits, what goes back. */
export function usePoolSentences(object: ObjectMetadata): (pool: Pool, plan: Around) => string[] {
  const t = useText()
  const between = useLanguage() === 'zh' ? '、' : ', '
  const functionName = useFunctionName()
  const names = useNamesOfIds()
  const words = useConditionWords(object, names)
  const span = useSpanWords()
  const recycle = useRecycleSentence(object)
  const limitsOf = ({ claimsPerDay, holdMost }: Pick<Pool, 'claimsPerDay' | 'holdMost'>) => [
    ...(claimsPerDay === null ? [] : [t('plan.say-limit-claims', { count: claimsPerDay })]),
    ...(holdMost === null ? [] : [t('plan.say-limit-holds', { count: holdMost })]),
  ]
  return (pool, plan) => {
    const { when, keeper, members, claiming, claimWithin, claimsPerDay, holdMost, coolDownDays } = pool
    const who =
      [...members.functions.map(functionName), ...members.departments.map((id) => names(id) ?? '…')].join(
        between,
      ) || t('plan.say-everyone')
    return [
      when ? t('plan.say-pool-when', { words: words(when) }) : t('plan.say-pool-all'),
      ...(pool.departments
        ? [
            t('plan.say-pool-departments', {
              departments: pool.departments.map((id) => names(id) ?? '…').join(between),
            }),
          ]
        : []),
      t('plan.say-pool-keeper', { keeper: names(keeper) ?? '…' }),
      t(claiming === 'free' ? 'plan.say-pool-members' : 'plan.say-pool-apply', { who }),
      ...(claimWithin ? [t('plan.say-pool-within', { span: span(claimWithin) })] : []),
      ...(claimsPerDay === null ? [] : [t('plan.say-pool-claims', { count: claimsPerDay })]),
      ...(holdMost === null ? [] : [t('plan.say-pool-holds', { count: holdMost })]),
      ...pool.limits.map((limit) =>
        t('plan.say-pool-limit', {
          function: functionName(limit.function),
          limits: limitsOf(limit).join(between) || t('plan.say-limit-none'),
        }),
      ),
      ...(coolDownDays > 0 ? [t('plan.say-pool-cool-down', { days: coolDownDays })] : []),
      ...pool.recycle.map((rule) => recycle(rule, plan)),
    ]
  }
}

/** Says a recycle rule as one sentence: what, after how long, to where, with how much warning, and what goes with it. */
export function useRecycleSentence(object: ObjectMetadata): (rule: Recycling, plan: Around) => string {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const between = useLanguage() === 'zh' ? '、' : ', '
  const names = useNamesOfIds()
  const words = useConditionWords(object, names)
  const span = useSpanWords()
  return ({ when, after, warnDays, to, exceptAt, supporters, tasks, countsFrom }, plan) => {
    const pool = plan.pools.find(({ key }) => key === to)
    const field = object.fields.find(({ name }) => name === after.field)
    const stages = plan.stages.filter(({ key }) => exceptAt.includes(key)).map((one) => label(one.label))
    return [
      t('plan.say-recycle', {
        what: when ? t('plan.say-recycle-when', { words: words(when) }) : t('plan.say-recycle-all'),
        idle: t(`plan.say-idle-${after.what}`, {
          span: span(after),
          field: field ? label(field.label) : '…',
        }),
        to: pool ? label(pool.label) : (to ?? t('plan.say-recycle-own')),
      }),
      warnDays > 0 ? t('plan.say-recycle-warn', { span: span({ amount: warnDays, unit: after.unit }) }) : '',
      stages.length > 0 ? t('plan.say-recycle-except', { stages: stages.join(between) }) : '',
      supporters === 'end' ? t('plan.say-recycle-supporters-end') : '',
      tasks === 'close' ? t('plan.say-recycle-tasks-close') : '',
      countsFrom ? t('plan.say-recycle-from', { day: format.day(countsFrom) ?? countsFrom }) : '',
      t('plan.say-stop'),
    ].join('')
  }
}
