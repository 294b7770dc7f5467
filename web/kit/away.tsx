import { UserSwitchOutlined } from '@ant-design/icons'
import { createContext, useContext } from 'react'
import type { Instant } from '../../src/kernel/time.ts'
import { useLanguage, useText } from './text.tsx'
import { untilWhen } from './until-when.ts'

/** Somebody is away: until when, and who acts for them. */
export type Away = { until: Instant; acting: { id: string; name: string } }

/** Everybody who is away now, by their ids; asked for once for the whole page. */
export const AwayContext = createContext<ReadonlyMap<string, Away>>(new Map())

/** Until when this person is away and who acts for them; undefined where they are there. */
export function useAway(id: string | undefined): Away | undefined {
  const away = useContext(AwayContext)
  return id === undefined ? undefined : away.get(id)
}

/** True where `me` is this person, or acts for them now. */
export function useSpeaksFor(me: string): (id: string) => boolean {
  const away = useContext(AwayContext)
  return (id) => id === me || away.get(id)?.acting.id === me
}

/** Until when, as people say it: the last day away, or the time of day. */
export function useUntil(): (until: Instant) => string {
  const language = useLanguage()
  return (until) => untilWhen(until, new Date(), language)
}

/** Beside a name: that the person is away, who acts for them and until when, in words and with a sign. */
export function AwayMark({ name, away }: { name: string; away: Away }) {
  const t = useText()
  const until = useUntil()(away.until)
  const acting = away.acting.name
  return (
    <span className="person-away" title={t('kit.away-whole', { name, acting, until })}>
      <UserSwitchOutlined aria-hidden />
      <span>{t('kit.away', { acting, until })}</span>
    </span>
  )
}
