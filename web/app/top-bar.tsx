import { LogoutOutlined, SearchOutlined, UserOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { App, Button, Dropdown, type MenuProps } from 'antd'
import { changeMe, signOut } from '../../src/features/identity/contract.ts'
import { call } from '../client/call.ts'
import { isProblem } from '../client/problem.ts'
import { useMe } from '../client/session.ts'
import { Bell } from '../features/notifications/bell.tsx'
import { useErrorText } from '../kit/error-note.tsx'
import { PersonMark } from '../kit/person-mark.tsx'
import { type ThemeChoice, usePreferences } from '../kit/preferences.tsx'
import { useText } from '../kit/text.tsx'
import { Brand } from './brand.tsx'

const ON_A_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** Search, and the person's menu with language, appearance, account and the way out. */
export function TopBar({ narrow, onSearch }: { narrow: boolean; onSearch: () => void }) {
  const t = useText()
  const { person, company } = useMe()
  return (
    <header className="top">
      {narrow && (
        <Link to="/">
          <Brand compact />
        </Link>
      )}
      <span className="top-company" title={company.name}>
        {company.name}
      </span>
      <button type="button" className="top-search" onClick={onSearch} aria-keyshortcuts="Meta+K Control+K">
        <SearchOutlined aria-hidden />
        <span className="top-search-word">{t('app.search')}</span>
        {!narrow && <kbd>{ON_A_MAC ? '⌘K' : 'Ctrl K'}</kbd>}
      </button>
      {!narrow && <Bell />}
      <PersonMenu>
        <Button type="text" className="top-person" aria-haspopup="menu">
          {narrow ? (
            <PersonMark name={person.name} size={28} bare />
          ) : (
            <PersonMark name={person.name} size={26} />
          )}
        </Button>
      </PersonMenu>
    </header>
  )
}

/** What the menu does on the server: the language is kept with the person, signing out ends the session. */
function usePersonSteps() {
  const { setLanguage } = usePreferences()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { message } = App.useApp()
  const errorText = useErrorText()
  const failed = (error: unknown) => void message.error(errorText(error))

  const speak = (language: 'zh' | 'en') => {
    setLanguage(language)
    call(changeMe, { body: { language } })
      .then(() => queries.invalidateQueries({ queryKey: ['me'] }))
      .catch(failed)
  }
  const gone = async () => {
    await navigate({ to: '/sign-in' })
    queries.clear()
  }
  const leave = () => {
    call(signOut, { quiet: true })
      // Who is signed out already is where they wanted to be.
      .catch((thrown: unknown) => {
        if (!isProblem(thrown) || thrown.status !== 401) throw thrown
      })
      .then(gone)
      .catch(failed)
  }
  return { speak, leave }
}

function PersonMenu({ children }: { children: React.ReactNode }) {
  const t = useText()
  const preferences = usePreferences()
  const { speak, leave } = usePersonSteps()
  const languages = ['zh', 'en'] as const
  const themes: ThemeChoice[] = ['light', 'dark', 'system']
  const items: MenuProps['items'] = [
    { key: 'account', icon: <UserOutlined />, label: <Link to="/account">{t('app.my-account')}</Link> },
    { type: 'divider' },
    {
      type: 'group',
      label: t('app.language'),
      children: languages.map((language) => ({
        key: `language-${language}`,
        label: t(`kit.language-${language}`),
        onClick: () => speak(language),
      })),
    },
    {
      type: 'group',
      label: t('app.theme'),
      children: themes.map((theme) => ({
        key: `theme-${theme}`,
        label: t(`kit.theme-${theme}`),
        onClick: () => preferences.setTheme(theme),
      })),
    },
    { type: 'divider' },
    { key: 'leave', icon: <LogoutOutlined />, label: t('app.sign-out'), onClick: leave },
  ]
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      getPopupContainer={(trigger) => trigger.parentElement ?? document.body}
      menu={{
        items,
        selectedKeys: [`language-${preferences.language}`, `theme-${preferences.theme}`],
      }}
    >
      {children}
    </Dropdown>
  )
}
