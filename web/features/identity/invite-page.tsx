import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Button, Skeleton } from 'antd'
import { type FormEvent, useState } from 'react'
import { acceptInvite } from '../../../src/features/identity/contract.ts'
import { call } from '../../client/call.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { NewPasswordField } from './new-password-field.tsx'
import { OutsidePage } from './outside-page.tsx'
import { passwordProblem } from './password-problem.ts'
import { inviteQuery } from './queries.ts'

/** An invited person sets their password and is signed in. */
export function InvitePage() {
  const t = useText()
  const { token = '' } = useParams({ strict: false }) as { token?: string }
  const invite = useQuery(inviteQuery(token))
  if (invite.error)
    return (
      <OutsidePage title={t('identity.accept-invite')}>
        <ErrorNote error={invite.error} className="form-error" />
        <Link to="/sign-in">{t('identity.to-sign-in')}</Link>
      </OutsidePage>
    )
  if (!invite.data)
    return (
      <OutsidePage title={t('identity.accept-invite')}>
        <Skeleton active />
      </OutsidePage>
    )
  const { name, company, email } = invite.data
  return (
    <OutsidePage
      title={t('identity.invite-title', { name, company })}
      hint={t('identity.invite-hint', { email })}
    >
      <PasswordForm token={token} email={email} />
    </OutsidePage>
  )
}

function PasswordForm({ token, email }: { token: string; email: string }) {
  const t = useText()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const problem = passwordProblem(password, email)
  const joining = useMutation({
    mutationFn: () => call(acceptInvite, { params: { token }, body: { password } }),
    onSuccess: async () => {
      queries.clear()
      await navigate({ to: '/', replace: true })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!problem) joining.mutate()
  }
  return (
    <form onSubmit={submit} noValidate>
      <input type="hidden" autoComplete="username" value={email} readOnly />
      <NewPasswordField
        label={t('identity.password')}
        value={password}
        onChange={setPassword}
        problem={tried ? problem : undefined}
        large
        autoFocus
      />
      <ErrorNote error={joining.error} className="form-error" />
      <Button type="primary" htmlType="submit" size="large" block loading={joining.isPending}>
        {t('identity.join')}
      </Button>
    </form>
  )
}
