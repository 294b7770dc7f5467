import { SettingOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { Segmented, Select } from 'antd'
import { useState } from 'react'
import { NOTICE_GROUPS, type NoticeGroup } from '../../../src/features/notifications/rules/kinds.ts'
import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import { MarkAll } from './mark-all.tsx'
import { NoticeList } from './notice-list.tsx'

/** Everything I was told: by days, unread ones marked, of one kind where that is asked for. */
export function NoticesPage() {
  const t = useText()
  const [group, setGroup] = useState<NoticeGroup>()
  const [shown, setShown] = useState<'all' | 'unread'>('all')
  return (
    <div className="page page-narrow">
      <PageHeader
        title={t('notifications.title')}
        actions={
          <>
            <MarkAll group={group} />
            <Link to="/account/notices" className="notice-settings">
              <SettingOutlined aria-hidden /> {t('notifications.settings')}
            </Link>
          </>
        }
      />
      <div className="notice-filters">
        <Segmented<'all' | 'unread'>
          aria-label={t('notifications.filter-unread')}
          value={shown}
          onChange={setShown}
          options={[
            { value: 'all', label: t('notifications.all') },
            { value: 'unread', label: t('notifications.filter-unread') },
          ]}
        />
        <Select<NoticeGroup | ''>
          aria-label={t('notifications.groups')}
          value={group ?? ''}
          onChange={(chosen) => setGroup(chosen || undefined)}
          popupMatchSelectWidth={false}
          options={[
            { value: '', label: t('notifications.every-group') },
            ...NOTICE_GROUPS.map((value) => ({ value, label: t(`notifications.group-${value}`) })),
          ]}
        />
      </div>
      <NoticeList chosen={{ group, unread: shown === 'unread' }} />
    </div>
  )
}
