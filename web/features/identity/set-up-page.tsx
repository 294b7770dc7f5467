import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { type FormEvent, useState } from 'react'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { usePreferences } from '../../kit/preferences.tsx'
import { useText } from '../../kit/text.tsx'
import { CompanyTypeChoice } from './company-type-choice.tsx'
import { NewPasswordField } from './new-password-field.tsx'
import { OutsidePage } from './outside-page.tsx'
import { type SetUp, setUp } from './queries.ts'
import { setUpProblems } from './set-up-problems.ts'

/** The browser's zone, where the company most likely works; nothing where the browser names no real place. */
function ownTimeZone(): { timeZone?: string } {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return timeZone.includes('/') && !timeZone.startsWith('Etc/') ? { timeZone } : {}
}

type Given = Omit<SetUp, 'language' | 'timeZone'>
const NOTHING: Given = { company: '', companyType: 'start-up', name: '', email: '', password: '' }

/** Sets up and leads into the app, signed in. */
function useBeginning() {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { language } = usePreferences()
  return useMutation({
    mutationFn: (given: Given) => setUp({ ...given, email: given.email.trim(), language, ...ownTimeZone() }),
    onSuccess: async () => {
      queries.clear()
      await navigate({ to: '/', replace: true })
    },
  })
}

/** The first run: the company, how it works, its administrator. */
export function SetUpPage() {
  const t = useText()
  const [given, setGiven] = useState(NOTHING)
  const [tried, setTried] = useState(false)
  const problems = tried ? setUpProblems(given) : {}
  const beginning = useBeginning()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(setUpProblems(given)).length === 0) beginning.mutate(given)
  }
  const text = (key: 'company' | 'name' | 'email') => ({
    size: 'large' as const,
    value: given[key],
    onChange: (event: { target: { value: string } }) => setGiven({ ...given, [key]: event.target.value }),
  })
  const wrong = (key: keyof typeof problems) => problems[key] && t(problems[key])

  return (
    <OutsidePage title={t('identity.set-up-title')} hint={t('identity.set-up-hint')} wide>
      <form onSubmit={submit} noValidate>
        <Field label={t('identity.company')} error={wrong('company')} required>
          {(control) => <Input {...control} {...text('company')} autoComplete="organization" autoFocus />}
        </Field>
        <CompanyTypeChoice
          value={given.companyType}
          onChange={(companyType) => setGiven({ ...given, companyType })}
        />
        <h2 className="set-up-part">{t('identity.administrator')}</h2>
        <div className="set-up-columns">
          <Field label={t('identity.name')} error={wrong('name')} required>
            {(control) => <Input {...control} {...text('name')} autoComplete="name" />}
          </Field>
          <Field label={t('identity.email')} error={wrong('email')} required>
            {(control) => <Input {...control} {...text('email')} type="email" autoComplete="username" />}
          </Field>
        </div>
        <NewPasswordField
          label={t('identity.password')}
          value={given.password}
          onChange={(password) => setGiven({ ...given, password })}
          problem={problems.password}
          large
        />
        <ErrorNote error={beginning.error} className="form-error" />
        <Button type="primary" htmlType="submit" size="large" loading={beginning.isPending}>
          {t('identity.begin')}
        </Button>
      </form>
    </OutsidePage>
  )
}
