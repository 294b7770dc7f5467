import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { type FormEvent, useState } from 'react'
import { signIn } from '../../../src/features/identity/contract.ts'
import { call } from '../../client/call.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'

type SignInFormProps = { email?: string | undefined; onSignedIn: () => void }

/** E-mail and password; `email` is filled in where it is known. */
export function SignInForm({ email: known, onSignedIn }: SignInFormProps) {
  const t = useText()
  const [email, setEmail] = useState(known ?? '')
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const signing = useMutation({
    mutationFn: () => call(signIn, { body: { email: email.trim(), password } }),
    onSuccess: onSignedIn,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (email.trim() && password) signing.mutate()
  }
  return (
    <form onSubmit={submit} noValidate>
      <Field
        label={t('identity.email')}
        error={tried && !email.trim() && t('identity.email-needed')}
        required
      >
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="username"
            autoFocus={!known}
            size="large"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={t('identity.password')}
        error={tried && !password && t('identity.password-needed')}
        required
      >
        {(control) => (
          <Input.Password
            {...control}
            autoComplete="current-password"
            autoFocus={Boolean(known)}
            size="large"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      <ErrorNote error={signing.error} className="form-error" />
      <Button type="primary" htmlType="submit" size="large" block loading={signing.isPending}>
        {t('identity.sign-in')}
      </Button>
    </form>
  )
}
