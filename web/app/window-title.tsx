import { useQuery } from '@tanstack/react-query'
import { useMatches } from '@tanstack/react-router'
import { meQuery } from '../client/session.ts'
import { noticeCountQuery } from '../features/notifications/queries.ts'
import { useText } from '../kit/text.tsx'

/** Keeps the window's title: how much is unread, the page's name, then ours. A page may say more with its own `<title>`. */
export function WindowTitle() {
  const t = useText()
  const title = useMatches({ select: (matches) => matches.at(-1)?.staticData.title })
  const isSignedIn = useQuery({ ...meQuery, enabled: false }).data !== undefined
  const unread = useQuery({ ...noticeCountQuery, enabled: isSignedIn }).data?.unread ?? 0
  const before = unread > 0 ? `(${unread > 99 ? '99+' : unread}) ` : ''
  return <title>{`${before}${title ? `${t(title)} · ` : ''}${t('app.name')}`}</title>
}
