import { ConfigProvider, App as Surface } from 'antd'
import type { Locale } from 'antd/es/locale'
import dayjs from 'dayjs'
import { type ReactNode, useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { Language } from '../../src/kernel/text.ts'
import { dark as darkPalette, light as lightPalette, paint } from '../kit/palette.ts'
import { type Preferences, PreferencesContext, type ThemeChoice } from '../kit/preferences.tsx'
import { recall, remember } from '../kit/remembered.ts'
import { SpeechProvider } from '../kit/text.tsx'
import { themeOf } from './theme.ts'

type Speech = { language: Language; messages: Readonly<Record<string, string>>; locale: Locale }

/** Loads everything that is said in one language; the other one is not fetched. */
export async function loadSpeech(language: Language): Promise<Speech> {
  if (language === 'en') {
    const [{ en }, { default: locale }] = await Promise.all([
      import('./all-messages.en.ts'),
      import('antd/es/locale/en_US'),
    ])
    return { language, messages: en, locale }
  }
  const [{ zh }, { default: locale }] = await Promise.all([
    import('./all-messages.zh.ts'),
    import('antd/es/locale/zh_CN'),
    import('dayjs/locale/zh-cn'),
  ])
  return { language, messages: zh, locale }
}

/** The language this browser was last used in; Chinese where it never was. */
export function rememberedLanguage(): Language {
  return recall('language') === 'en' ? 'en' : 'zh'
}

const preferDark = window.matchMedia('(prefers-color-scheme: dark)')

function usePrefersDark(): boolean {
  return useSyncExternalStore(
    (tell) => {
      preferDark.addEventListener('change', tell)
      return () => preferDark.removeEventListener('change', tell)
    },
    () => preferDark.matches,
  )
}

function rememberedTheme(): ThemeChoice {
  const theme = recall('theme')
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

/** Language, theme and the texts of both for everything below. */
export function PreferencesProvider({ first, children }: { first: Speech; children: ReactNode }) {
  const [speech, setSpeech] = useState(first)
  const [theme, keepTheme] = useState(rememberedTheme)
  const prefersDark = usePrefersDark()
  const dark = theme === 'system' ? prefersDark : theme === 'dark'

  useEffect(() => {
    paint(document.documentElement, dark ? darkPalette : lightPalette, dark)
  }, [dark])
  useEffect(() => {
    document.documentElement.lang = speech.language === 'zh' ? 'zh-CN' : 'en'
    dayjs.locale(speech.language === 'zh' ? 'zh-cn' : 'en')
  }, [speech.language])

  const setLanguage = useCallback((language: Language) => {
    remember('language', language)
    void loadSpeech(language).then(setSpeech)
  }, [])
  const setTheme = useCallback((choice: ThemeChoice) => {
    remember('theme', choice)
    keepTheme(choice)
  }, [])
  const preferences = useMemo<Preferences>(
    () => ({ language: speech.language, setLanguage, theme, setTheme, dark }),
    [speech.language, setLanguage, theme, setTheme, dark],
  )
  const config = useMemo(() => themeOf(dark), [dark])

  return (
    <PreferencesContext value={preferences}>
      <SpeechProvider language={speech.language} messages={speech.messages}>
        <ConfigProvider locale={speech.locale} theme={config} button={{ autoInsertSpace: false }}>
          <Surface component={false}>{children}</Surface>
        </ConfigProvider>
      </SpeechProvider>
    </PreferencesContext>
  )
}
