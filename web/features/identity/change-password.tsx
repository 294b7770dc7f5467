import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { type FormEvent, useState } from 'react'
import { changePassword } from '../../../src/features/identity/contract.ts'
import { call } from '../../client/call.ts'
import { isProblem } from '../../client/problem.ts'
import { useMe } from '../../client/session.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'
import { NewPasswordField } from './new-password-field.tsx'
import { passwordProblem } from './password-problem.ts'
import { sessionsQuery } from './queries.ts'

const EMPTY = { current: '', next: '' }

/** Says when it is done; the other devices are no longer in the list then. */
function useChanging(onDone: () => void) {
  const t = useText()
  const { message } = App.useApp()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: typeof EMPTY) => call(changePassword, { body }),
    onSuccess: () => {
      onDone()
      void message.success(t('identity.password-changed'))
      return queries.invalidateQueries({ queryKey: sessionsQuery.queryKey })
    },
  })
}

/** Changes the password, which signs every other device out. */
export function ChangePassword() {
  const t = useText()
  const { person } = useMe()
  const [given, setGiven] = useState(EMPTY)
  const [tried, setTried] = useState(false)
  const problem = passwordProblem(given.next, person.email ?? '')
  const changing = useChanging(() => {
    setGiven(EMPTY)
    setTried(false)
  })
  // The refusal of a sign-in speaks of the e-mail too; here only the password can be wrong.
  const isCurrentWrong = isProblem(changing.error, 'identity.wrong-credentials')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (given.current && !problem) changing.mutate(given)
  }
  return (
    <section className="card">
      <h2 className="card-head">{t('identity.change-password')}</h2>
      <form className="account-form" onSubmit={submit} noValidate>
        <input type="hidden" autoComplete="username" value={person.email ?? ''} readOnly />
        <Field
          label={t('identity.current-password')}
          error={
            tried && !given.current
              ? t('identity.password-needed')
              : isCurrentWrong && t('identity.current-password-wrong')
          }
          required
        >
          {(control) => (
            <Input.Password
              {...control}
              autoComplete="current-password"
              value={given.current}
              onChange={(event) => setGiven({ ...given, current: event.target.value })}
            />
          )}
        </Field>
        <NewPasswordField
          label={t('identity.next-password')}
          value={given.next}
          onChange={(next) => setGiven({ ...given, next })}
          problem={tried ? problem : undefined}
        />
        <ErrorNote error={isCurrentWrong ? undefined : changing.error} className="form-error" />
        <Button type="primary" htmlType="submit" loading={changing.isPending}>
          {t('identity.change-password')}
        </Button>
      </form>
    </section>
  )
}
