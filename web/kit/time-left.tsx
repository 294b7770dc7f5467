import { ClockCircleOutlined, FieldTimeOutlined, WarningOutlined } from '@ant-design/icons'
import type { Instant } from '../../src/kernel/time.ts'
import { msBetween } from '../../src/kernel/time.ts'
import type { MessageKey } from './text.tsx'
import { useText } from './text.tsx'
import { type Urgency, urgencyOf } from './urgency.ts'
import { useFormat } from './use-format.ts'
import { useNow } from './use-now.ts'

const ICONS = { calm: ClockCircleOutlined, due: FieldTimeOutlined, late: WarningOutlined }
const WORDS: Readonly<Record<Urgency, MessageKey>> = {
  calm: 'kit.time-left',
  due: 'kit.time-due',
  late: 'kit.time-late',
}

/** The time left until `due`, going on by itself: grey, then amber, then red, always with an icon and words. */
export function TimeLeft({
  due,
  started,
  warnAt,
  label,
}: {
  due: Instant | null | undefined
  started?: Instant | undefined
  /** From when on it is said to be due soon, where the limit says so. */
  warnAt?: Instant | undefined
  /** What the clock is for, put before the words. */
  label?: string
}) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  if (!due) return <span className="muted">{t('kit.time-none')}</span>
  const urgency = urgencyOf(due, now, started, warnAt)
  const Icon = ICONS[urgency]
  return (
    <time className="time-left" data-urgency={urgency} dateTime={due} title={format.instant(due)}>
      <Icon aria-hidden /> {label && `${label} `}
      {t(WORDS[urgency], { duration: format.duration(msBetween(now, due)) })}
    </time>
  )
}
