import { Link } from '@tanstack/react-router'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useText } from '../../kit/text.tsx'
import { MarkAll } from './mark-all.tsx'
import { NoticeList } from './notice-list.tsx'

/** What I was told, over the right side of whatever page is open. */
export function NoticePanel({ onClose }: { onClose: () => void }) {
  const t = useText()
  return (
    <SidePanel
      open
      title={t('notifications.title')}
      onClose={onClose}
      width={420}
      footer={
        <div className="notice-foot">
          <MarkAll />
          <Link to="/notices" onClick={onClose}>
            {t('notifications.see-all')}
          </Link>
        </div>
      }
    >
      <NoticeList chosen={{ unread: false }} onOpen={onClose} />
    </SidePanel>
  )
}
