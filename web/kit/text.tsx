import { createContext, type ReactNode, useContext, useMemo } from 'react'
import type { Facts } from '../../src/kernel/refusal.ts'
import type { Language, Text } from '../../src/kernel/text.ts'
import { fill } from './fill.ts'

/** Every message there is; the app fills it with the messages of all features. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging where the features are composed
export interface Messages {}
export type MessageKey = keyof Messages & string

export type Translate = (key: MessageKey, facts?: Facts) => string
type Speech = { language: Language; messages: Readonly<Record<string, string>> }

const SpeechContext = createContext<Speech>({ language: 'zh', messages: {} })

/** Makes `messages` of `language` the texts of everything below it. */
export function SpeechProvider({ language, messages, children }: Speech & { children: ReactNode }) {
  const speech = useMemo(() => ({ language, messages }), [language, messages])
  return <SpeechContext value={speech}>{children}</SpeechContext>
}

/** The language of the page. */
export function useLanguage(): Language {
  return useContext(SpeechContext).language
}

/** `t('key', facts)`: the message in the page's language, its `{name}` places filled. */
export function useText(): Translate {
  const { language, messages } = useContext(SpeechContext)
  return useMemo(
    () =>
      (key: string, facts: Facts = {}) =>
        fill(messages[key] ?? key, facts, language),
    [language, messages],
  )
}

/** Picks the page's language out of a text that comes in both (labels of objects, fields, stages). */
export function useLabel(): (text: Text) => string {
  const language = useLanguage()
  return useMemo(() => (text: Text) => text[language], [language])
}

/** `(code, facts)` → the sentence of a refusal; a generic sentence with the code where none is written. */
export function useRefusalText(): (code: string, facts?: Facts) => string {
  const { language, messages } = useContext(SpeechContext)
  return useMemo(
    () =>
      (code: string, facts: Facts = {}) =>
        refusalText(messages, language, code, facts),
    [language, messages],
  )
}

/** The sentence of a refusal out of `messages`, see `useRefusalText`. */
export function refusalText(
  messages: Readonly<Record<string, string>>,
  language: Language,
  code: string,
  facts: Facts = {},
): string {
  const written = messages[`refusal.${code}`]
  return written
    ? fill(written, facts, language)
    : fill(messages['kit.refusal-generic'] ?? '{code}', { code }, language)
}
