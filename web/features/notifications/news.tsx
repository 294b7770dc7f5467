import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { useEffect, useRef } from 'react'
import { type Change, onChange } from '../../client/live.ts'
import { useText } from '../../kit/text.tsx'
import { useNoticeWords } from './notice-line.tsx'
import { mark, type NoticeItem, newestUnread } from './queries.ts'

const SECONDS = 10

/**
 * Shows what is urgent over the page as it comes. Whoever is typing is left alone until they stop; what else comes is only counted at
 * the bell.
 */
export function NoticeNews() {
  const t = useText()
  const words = useNoticeWords()
  const queries = useQueryClient()
  const router = useRouter()
  const { notification } = App.useApp()
  const show = (notice: NoticeItem) => {
    const open = () => {
      notification.destroy(notice.id)
      void mark(queries, notice.id, true).catch(() => undefined)
      router.history.push(notice.link)
    }
    notification.open({
      key: notice.id,
      type: 'warning',
      title: t('notifications.urgent'),
      description: words(notice),
      placement: 'bottomRight',
      duration: SECONDS,
      actions: (
        <Button type="primary" size="small" onClick={open}>
          {t('notifications.open')}
        </Button>
      ),
    })
  }
  const latest = useRef(show)
  latest.current = show
  useEffect(() => {
    const told = new Set<string>()
    const waiting: NoticeItem[] = []
    const release = () => {
      if (!isTyping()) for (const notice of waiting.splice(0)) latest.current(notice)
    }
    const hear = async ({ object, id }: Change) => {
      if (object !== 'notice' || told.has(id)) return
      told.add(id)
      const { items } = await newestUnread()
      const notice = items.find((one) => one.id === id)
      if (notice?.urgency === 'urgent') waiting.push(notice)
      release()
    }
    const stop = onChange((change) => void hear(change).catch(() => undefined))
    const later = () => setTimeout(release, 0)
    document.addEventListener('focusout', later)
    return () => {
      stop()
      document.removeEventListener('focusout', later)
    }
  }, [])
  return null
}

function isTyping(): boolean {
  const at = document.activeElement
  return at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA)$/.test(at.tagName))
}
