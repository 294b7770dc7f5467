import { CheckOutlined, MailOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { Button } from 'antd'
import type { MouseEvent } from 'react'
import { wordsOf } from '../../../src/features/notifications/rules/words.ts'
import { useLanguage, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { mark, type NoticeItem } from './queries.ts'

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone

/** The sentence of a notice in the page's language and the reader's zone. */
export function useNoticeWords(): (notice: NoticeItem) => string {
  const language = useLanguage()
  return (notice) => wordsOf(notice, { language, timeZone: ZONE })
}

/** One notice: what happened, when; a click leads there and has it read. */
export function NoticeLine({ notice, onOpen }: { notice: NoticeItem; onOpen?: (() => void) | undefined }) {
  const t = useText()
  const format = useFormat()
  const words = useNoticeWords()
  const toast = useToast()
  const queries = useQueryClient()
  const router = useRouter()
  const isUnread = notice.readAt === null
  const note = (read: boolean) => mark(queries, notice.id, read).catch(toast.failed)
  const open = (event: MouseEvent) => {
    if (isUnread) void note(true)
    if (event.metaKey || event.ctrlKey || event.shiftKey) return // a tab or window of its own
    event.preventDefault()
    router.history.push(notice.link)
    onOpen?.()
  }
  return (
    <li
      className="notice"
      data-unread={isUnread || undefined}
      data-urgent={notice.urgency === 'urgent' || undefined}
    >
      <a href={notice.link} onClick={open}>
        {isUnread && <span className="only-heard">{t('notifications.unread')}</span>}
        <span className="notice-words">{words(notice)}</span>
        <span className="notice-about">
          {notice.urgency === 'urgent' && <b className="notice-urgent">{t('notifications.urgent')}</b>}
          {t(`notifications.group-${notice.group}`)} ·{' '}
          <time dateTime={notice.at} title={format.instant(notice.at)}>
            {format.relative(notice.at)}
          </time>
        </span>
      </a>
      <Button
        type="text"
        size="small"
        icon={isUnread ? <CheckOutlined /> : <MailOutlined />}
        aria-label={t(isUnread ? 'notifications.mark-read' : 'notifications.mark-unread')}
        title={t(isUnread ? 'notifications.mark-read' : 'notifications.mark-unread')}
        onClick={() => void note(isUnread)}
      />
    </li>
  )
}
