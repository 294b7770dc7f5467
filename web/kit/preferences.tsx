import { createContext, useContext } from 'react'
import type { Language } from '../../src/kernel/text.ts'

export type ThemeChoice = 'light' | 'dark' | 'system'

export type Preferences = {
  language: Language
  setLanguage(language: Language): void
  theme: ThemeChoice
  setTheme(theme: ThemeChoice): void
  /** What `theme` comes to now. */
  dark: boolean
}

export const PreferencesContext = createContext<Preferences>({
  language: 'zh',
  setLanguage: () => {},
  theme: 'system',
  setTheme: () => {},
  dark: false,
})

/** Language and theme of this browser, and how to change them. */
export function usePreferences(): Preferences {
  return useContext(PreferencesContext)
}
