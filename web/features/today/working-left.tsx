import { ClockCircleOutlined, FieldTimeOutlined } from '@ant-design/icons'
import { leftAfter, type Stretch } from '../../../src/features/today/rules.ts'
import { instantOf } from '../../../src/kernel/time.ts'
import { useText } from '../../kit/text.tsx'
import { TimeLeft } from '../../kit/time-left.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useNow } from '../../kit/use-now.ts'

/** When I work, as of the server's `now`, which came at `heardAt` by the browser's clock. */
export type Hours = { now: string; heardAt: number; working: readonly Stretch[] }

/** The working time that is left until a limit, going on only while one works; by the clock where none is left, or it is late. */
export function WorkingLeft({
  minutes,
  due,
  warnAt,
  hours,
}: {
  /** Working time left at `hours.now`. */
  minutes: number
  due: string
  warnAt: string | null
  hours: Hours
}) {
  const t = useText()
  const format = useFormat()
  const browser = useNow()
  const now = instantOf(Date.parse(hours.now) + Math.max(0, Date.parse(browser) - hours.heardAt))
  const left = leftAfter(minutes, hours.working, hours.now, now)
  if (left <= 0 || now >= due) return <TimeLeft due={due} warnAt={warnAt ?? undefined} />
  const isSoon = warnAt !== null && Date.parse(warnAt) <= Date.parse(now)
  const Icon = isSoon ? FieldTimeOutlined : ClockCircleOutlined
  return (
    <time
      className="time-left"
      data-urgency={isSoon ? 'due' : 'calm'}
      dateTime={due}
      title={t('today.due-at', { at: format.instant(due) })}
    >
      <Icon aria-hidden /> {t('today.working-left', { hours: hoursIn(left, format.number) })}
    </time>
  )
}

/** Working time in hours, since days of it are of no length: `3.5`, `0.2`. */
function hoursIn(minutes: number, number: (value: number, decimals?: number) => string): string {
  const hours = minutes / 60
  return number(
    hours < 10 ? Math.max(0.1, Math.floor(hours * 10) / 10) : Math.floor(hours),
    hours < 10 ? 1 : 0,
  )
}
