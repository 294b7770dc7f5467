import { EllipsisOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useText } from './text.tsx'

export type MoreAction = { key: string; label: string; danger?: boolean; onDo: () => void }

/** What is done seldom, behind one button; nothing where there is nothing to do. */
export function MoreMenu({ actions }: { actions: readonly MoreAction[] }) {
  const t = useText()
  if (actions.length === 0) return null
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: actions.map(({ key, label, danger = false }) => ({ key, label, danger })),
        onClick: ({ key }) => actions.find((one) => one.key === key)?.onDo(),
      }}
    >
      <Button icon={<EllipsisOutlined />} aria-label={t('kit.more')} aria-haspopup="menu" />
    </Dropdown>
  )
}
