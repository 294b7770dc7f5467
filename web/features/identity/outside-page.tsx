import { Segmented } from 'antd'
import type { ReactNode } from 'react'
import './identity.css'
import { usePreferences } from '../../kit/preferences.tsx'
import { useText } from '../../kit/text.tsx'

/** The frame of the pages one sees before being signed in: the sign, one thing to do, the language. */
export function OutsidePage({
  title,
  hint,
  wide = false,
  children,
}: {
  title: ReactNode
  hint?: ReactNode
  wide?: boolean
  children: ReactNode
}) {
  const t = useText()
  const { language, setLanguage } = usePreferences()
  return (
    <div className="outside">
      <header className="outside-top">
        <img src="/baton.svg" alt="Baton 接力" width={36} height={36} />
        <Segmented
          aria-label={t('identity.language')}
          value={language}
          onChange={setLanguage}
          options={[
            { value: 'zh' as const, label: <span lang="zh-CN">{t('kit.language-zh')}</span> },
            { value: 'en' as const, label: <span lang="en">{t('kit.language-en')}</span> },
          ]}
        />
      </header>
      <main className={wide ? 'outside-main outside-wide' : 'outside-main'}>
        <h1>{title}</h1>
        {hint && <p className="muted outside-hint">{hint}</p>}
        {children}
      </main>
    </div>
  )
}
