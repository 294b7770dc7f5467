import { MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons'
import { Link, useLocation } from '@tanstack/react-router'
import { Tooltip } from 'antd'
import { useMe } from '../client/session.ts'
import { useText } from '../kit/text.tsx'
import { Brand } from './brand.tsx'
import { isWithin, navigationOf } from './navigation.tsx'

/** The navigation at the left of wide windows. */
export function SideNavigation({ collapsed, onToggle }: { collapsed: boolean; onToggle: () => void }) {
  const t = useText()
  const me = useMe()
  const { pathname } = useLocation()
  return (
    <aside className="side">
      <Link to="/" className="side-brand">
        <Brand compact={collapsed} />
      </Link>
      <nav aria-label={t('app.navigation')}>
        <ul>
          {navigationOf(me).map((entry) => (
            <li key={entry.path}>
              <Tooltip title={collapsed ? t(entry.label) : ''} placement="right">
                <Link
                  to={entry.path}
                  className="side-link"
                  activeProps={{ 'aria-current': 'page' }}
                  {...(isWithin(entry, pathname) ? { 'aria-current': 'page' } : {})}
                >
                  <span className="side-icon" aria-hidden>
                    {entry.icon}
                  </span>
                  <span className="side-label">{t(entry.label)}</span>
                </Link>
              </Tooltip>
            </li>
          ))}
        </ul>
      </nav>
      <button
        type="button"
        className="side-toggle"
        aria-expanded={!collapsed}
        aria-label={t(collapsed ? 'app.expand' : 'app.collapse')}
        onClick={onToggle}
      >
        {collapsed ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
      </button>
    </aside>
  )
}
