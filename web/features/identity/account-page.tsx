import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Segmented } from 'antd'
import { type FormEvent, type ReactNode, useState } from 'react'
import './identity.css'
import { changeMe } from '../../../src/features/identity/contract.ts'
import type { Language } from '../../../src/kernel/text.ts'
import { call } from '../../client/call.ts'
import { useMe } from '../../client/session.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { type ThemeChoice, usePreferences } from '../../kit/preferences.tsx'
import { useText } from '../../kit/text.tsx'
import { ChangePassword } from './change-password.tsx'
import { Sessions } from './sessions.tsx'

/** What a person sets for themselves: name, language, appearance, password, devices; what others add to it stands after the name. */
export function AccountPage({ children }: { children?: ReactNode }) {
  const t = useText()
  const { person } = useMe()
  return (
    <div className="page page-narrow">
      <PageHeader title={t('app.my-account')} hint={person.email ?? undefined} />
      <Profile />
      {children}
      <PreferencesCard />
      <ChangePassword />
      <Sessions />
    </div>
  )
}

function useChangeMe() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: { name?: string; language?: Language }) => call(changeMe, { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['me'] }),
  })
}

function Profile() {
  const t = useText()
  const { person } = useMe()
  const { message } = App.useApp()
  const [name, setName] = useState(person.name)
  const changing = useChangeMe()
  const missing = !name.trim()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!missing)
      changing.mutate({ name: name.trim() }, { onSuccess: () => void message.success(t('identity.saved')) })
  }
  return (
    <section className="card">
      <h2 className="card-head">{t('identity.profile')}</h2>
      <form className="account-form" onSubmit={submit}>
        <Field label={t('identity.name')} error={missing && t('identity.name-needed')} required>
          {(control) => (
            <Input
              {...control}
              autoComplete="name"
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <ErrorNote error={changing.error} className="form-error" />
        <Button
          type="primary"
          htmlType="submit"
          disabled={missing || name.trim() === person.name}
          loading={changing.isPending}
        >
          {t('kit.save')}
        </Button>
      </form>
    </section>
  )
}

function PreferencesCard() {
  const t = useText()
  const { language, setLanguage, theme, setTheme } = usePreferences()
  const changing = useChangeMe()
  const themes: readonly ThemeChoice[] = ['light', 'dark', 'system']
  return (
    <section className="card">
      <h2 className="card-head">{t('identity.preferences')}</h2>
      <div className="preference">
        <span id="preference-language">{t('identity.language')}</span>
        <Segmented<Language>
          aria-labelledby="preference-language"
          value={language}
          options={(['zh', 'en'] as const).map((value) => ({ value, label: t(`kit.language-${value}`) }))}
          onChange={(chosen) => {
            setLanguage(chosen)
            changing.mutate({ language: chosen })
          }}
        />
      </div>
      <div className="preference">
        <span id="preference-theme">{t('identity.theme')}</span>
        <Segmented<ThemeChoice>
          aria-labelledby="preference-theme"
          value={theme}
          options={themes.map((value) => ({ value, label: t(`kit.theme-${value}`) }))}
          onChange={setTheme}
        />
      </div>
      <ErrorNote error={changing.error} />
    </section>
  )
}
