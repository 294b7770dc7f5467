import { Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useEverybodyAway } from '../client/absences.ts'
import { useLive } from '../client/live.ts'
import { useMe } from '../client/session.ts'
import { AwayContext } from '../kit/away.tsx'
import { usePreferences } from '../kit/preferences.tsx'
import { recall, remember } from '../kit/remembered.ts'
import { useShortcuts } from '../kit/shortcuts.ts'
import { useText } from '../kit/text.tsx'
import { useNarrow } from '../kit/viewport.ts'
import { SideNavigation } from './side-navigation.tsx'
import { TabBar } from './tab-bar.tsx'
import { TopBar } from './top-bar.tsx'

const SearchPalette = lazy(() =>
  import('./search-palette.tsx').then((module) => ({ default: module.SearchPalette })),
)

const NoticeNews = lazy(() =>
  import('../features/notifications/news.tsx').then((module) => ({ default: module.NoticeNews })),
)

/** The frame around every page: navigation, search, the person's menu, and live updates. */
export function Shell() {
  const t = useText()
  const narrow = useNarrow(768)
  const [collapsed, setCollapsed] = useState(() => recall('navigation-collapsed') === true)
  const [searching, setSearching] = useState(false)
  const main = useRef<HTMLElement>(null)
  const away = useEverybodyAway()
  useLive()
  usePersonsLanguage()
  useFocusAfterNavigation(main)
  useShortcuts({ 'mod+k': () => setSearching(true), '/': () => setSearching(true) })

  const toggle = () => {
    remember('navigation-collapsed', !collapsed)
    setCollapsed(!collapsed)
  }
  return (
    <div className="shell" data-collapsed={collapsed || undefined}>
      <a className="skip" href="#main">
        {t('app.skip')}
      </a>
      {!narrow && <SideNavigation collapsed={collapsed} onToggle={toggle} />}
      <TopBar narrow={narrow} onSearch={() => setSearching(true)} />
      <main id="main" ref={main} tabIndex={-1}>
        <AwayContext value={away}>
          <Outlet />
        </AwayContext>
      </main>
      {narrow && <TabBar />}
      <Suspense>
        <NoticeNews />
      </Suspense>
      {searching && (
        <Suspense>
          <SearchPalette onClose={() => setSearching(false)} />
        </Suspense>
      )}
    </div>
  )
}

/** The language a person chose follows them to every browser. */
function usePersonsLanguage() {
  const { person } = useMe()
  const { setLanguage } = usePreferences()
  const chosen = person.language
  useEffect(() => setLanguage(chosen), [chosen, setLanguage])
}

/** A reader of screens starts the new page at its beginning, not in the navigation. */
function useFocusAfterNavigation(main: React.RefObject<HTMLElement | null>) {
  const path = useLocation({ select: (location) => location.pathname })
  const last = useRef(path)
  useEffect(() => {
    if (last.current === path) return
    last.current = path
    if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true })
  }, [path, main])
}
