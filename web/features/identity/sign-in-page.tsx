import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useText } from '../../kit/text.tsx'
import { OutsidePage } from './outside-page.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { wayBack } from './way-back.ts'

/** Signs a person in and leads back to where they wanted to go. */
export function SignInPage() {
  const t = useText()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { to } = useSearch({ strict: false }) as { to?: string }
  const goOn = async () => {
    queries.clear()
    await navigate({ to: wayBack(to), replace: true })
  }
  return (
    <OutsidePage title={t('identity.sign-in-title')}>
      <SignInForm onSignedIn={() => void goOn()} />
      <p className="muted outside-foot">{t('identity.forgot')}</p>
    </OutsidePage>
  )
}
