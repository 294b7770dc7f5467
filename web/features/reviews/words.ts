import dayjs from 'dayjs'
import { useEveryStage } from '../../client/plan.ts'
import { useLabel, useLanguage, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

/** A month by its first day: 2026年10月, October 2026. */
export function useMonthName(): (month: string) => string {
  const language = useLanguage()
  return (month) =>
    new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en', {
      year: 'numeric',
      month: 'long',
      timeZone: 'UTC',
    }).format(dayjs(`${month}T00:00:00Z`).toDate())
}

/** What a stage is called; its key where no plan knows it any more. */
export function useStageName(): (key: string) => string {
  const label = useLabel()
  const stages = useEveryStage()
  return (key) => {
    const stage = stages.find((one) => one.key === key)
    return stage ? label(stage.label) : key
  }
}

const HOUR = 60
const WORKING_DAY = 8 * HOUR

/** Working time in words: hours, or days of eight of them. */
export function useWorkingTime(): (minutes: number) => string {
  const t = useText()
  const format = useFormat()
  return (minutes) =>
    minutes < WORKING_DAY
      ? t('reviews.hours', { hours: format.number(minutes / HOUR, 1) })
      : t('reviews.days', { days: format.number(minutes / WORKING_DAY, 1) })
}
