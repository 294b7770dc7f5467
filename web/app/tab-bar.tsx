import { EllipsisOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Drawer } from 'antd'
import { useState } from 'react'
import { useMe } from '../client/session.ts'
import { BellSign } from '../features/notifications/bell.tsx'
import { noticeCountQuery } from '../features/notifications/queries.ts'
import { useText } from '../kit/text.tsx'
import { navigationOf } from './navigation.tsx'

const SHOWN = 3

/** The navigation at the bottom of narrow windows: the first pages, what one was told, the rest behind "more". */
export function TabBar() {
  const t = useText()
  const me = useMe()
  const [open, setOpen] = useState(false)
  const entries = navigationOf(me)
  const first = entries.length > SHOWN + 1 ? entries.slice(0, SHOWN) : entries
  const unread = useQuery(noticeCountQuery).data?.unread ?? 0
  const rest = entries.slice(first.length)
  return (
    <nav className="tabs" aria-label={t('app.navigation')}>
      {first.map((entry) => (
        <Link key={entry.path} to={entry.path} className="tab" activeProps={{ 'aria-current': 'page' }}>
          <span aria-hidden>{entry.icon}</span>
          <span>{t(entry.label)}</span>
        </Link>
      ))}
      <Link to="/notices" className="tab" activeProps={{ 'aria-current': 'page' }}>
        <BellSign unread={unread} />
        <span aria-hidden>{t('notifications.title')}</span>
        <span className="only-heard">
          {unread > 0 ? t('notifications.bell', { count: unread }) : t('notifications.bell-none')}
        </span>
      </Link>
      {rest.length > 0 && (
        <button type="button" className="tab" aria-haspopup="dialog" onClick={() => setOpen(true)}>
          <span aria-hidden>
            <EllipsisOutlined />
          </span>
          <span>{t('app.more')}</span>
        </button>
      )}
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        placement="bottom"
        size="auto"
        title={t('app.more')}
        styles={{ body: { padding: 8 } }}
      >
        <ul className="more-list">
          {rest.map((entry) => (
            <li key={entry.path}>
              <Link to={entry.path} className="side-link" onClick={() => setOpen(false)}>
                <span className="side-icon" aria-hidden>
                  {entry.icon}
                </span>
                <span>{t(entry.label)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </Drawer>
    </nav>
  )
}
