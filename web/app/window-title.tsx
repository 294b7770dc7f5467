import { useMatches } from '@tanstack/react-router'
import { useText } from '../kit/text.tsx'

/** Keeps the window's title: the page's name, then ours. A page may say more with its own `<title>`. */
export function WindowTitle() {
  const t = useText()
  const title = useMatches({ select: (matches) => matches.at(-1)?.staticData.title })
  return <title>{title ? `${t(title)} · ${t('app.name')}` : t('app.name')}</title>
}
