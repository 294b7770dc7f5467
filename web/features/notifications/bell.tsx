import { BellOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Badge, Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useText } from '../../kit/text.tsx'
import { noticeCountQuery } from './queries.ts'

const NoticePanel = lazy(() => import('./panel.tsx').then((module) => ({ default: module.NoticePanel })))

/** How many notices are unread, at once as they come; a click shows them. */
export function Bell() {
  const t = useText()
  const [open, setOpen] = useState(false)
  const unread = useQuery(noticeCountQuery).data?.unread ?? 0
  return (
    <>
      <Button
        type="text"
        className="bell"
        aria-haspopup="dialog"
        aria-label={unread > 0 ? t('notifications.bell', { count: unread }) : t('notifications.bell-none')}
        onClick={() => setOpen(true)}
        icon={<BellSign unread={unread} />}
      />
      {open && (
        <Suspense>
          <NoticePanel onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

/** A bell with the number of what is unread; the number is said elsewhere. */
export function BellSign({ unread }: { unread: number }) {
  return (
    <Badge count={unread} overflowCount={99} size="small" offset={[unread > 99 ? 10 : 6, -2]} aria-hidden>
      <BellOutlined />
    </Badge>
  )
}
