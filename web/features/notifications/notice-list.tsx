import { BellOutlined } from '@ant-design/icons'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { addDays } from '../../../src/kernel/time.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { byDay, dayOf } from './by-day.ts'
import { NoticeLine } from './notice-line.tsx'
import { type Chosen, noticesQuery } from './queries.ts'
import './notices.css'

/** What I was told, by days, newest first. */
export function NoticeList({ chosen, onOpen }: { chosen: Chosen; onOpen?: () => void }) {
  const t = useText()
  const found = useInfiniteQuery(noticesQuery(chosen))
  const items = (found.data?.pages ?? []).flatMap((page) => page.items)
  const none = chosen.group ? 'none-group' : chosen.unread ? 'none-unread' : 'none'
  return (
    <>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
      {byDay(items).map(({ day, items: ofDay }) => (
        <section key={day} className="notice-day">
          <h2>
            <Day day={day} />
          </h2>
          <ul className="notices">
            {ofDay.map((notice) => (
              <NoticeLine key={notice.id} notice={notice} onOpen={onOpen} />
            ))}
          </ul>
        </section>
      ))}
      {found.isSuccess && items.length === 0 && (
        <EmptyState
          icon={<BellOutlined />}
          title={t(`notifications.${none}`)}
          hint={none === 'none-group' ? undefined : t(`notifications.${none}-hint`)}
        />
      )}
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('notifications.more')}
        </Button>
      )}
    </>
  )
}

function Day({ day }: { day: string }) {
  const t = useText()
  const format = useFormat()
  const today = dayOf(new Date())
  if (day === today) return t('notifications.today')
  if (day === addDays(today, -1)) return t('notifications.yesterday')
  return format.day(day, { today })
}
