import type { Language } from '../../../kernel/text.ts'
import type { ChatHandles } from '../contract.ts'

/** What one person was told, in the words of the group's language; `about` says what it is about, whoever was told. */
export type Heard = {
  about: string
  person: string
  words: string
  path: string
  handles: ChatHandles
  /** Whether this person wants to be pointed at. */
  isPointedAt: boolean
}

export type GroupLine = { text: string; link: string | null; mentions: ChatHandles[] }

/** A line for each thing, with everybody who was told of it. */
export function groupLines(
  heard: readonly Heard[],
  language: Language,
  publicUrl: string | null,
): GroupLine[] {
  const things = [...Map.groupBy(heard, ({ about }) => about).values()]
  return things.flatMap((told) => {
    const [first] = told
    if (!first) return []
    const names = [...new Set(told.map(({ person }) => person))].join(language === 'zh' ? '、' : ', ')
    return [
      {
        text: `${names}${language === 'zh' ? '：' : ': '}${first.words}`,
        link: publicUrl === null ? null : `${publicUrl}${first.path}`,
        mentions: told.filter(({ isPointedAt }) => isPointedAt).map(({ handles }) => handles),
      },
    ]
  })
}

/** The last line, where a message has no room for more. */
export function restOf(language: Language): (count: number) => string {
  return (count) => (language === 'zh' ? `……还有 ${count} 条` : `… and ${count} more`)
}
