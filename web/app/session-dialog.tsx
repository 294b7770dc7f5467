import { useQueryClient } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { type Me, meQuery } from '../client/session.ts'
import { openGate } from '../client/session-gate.ts'
import { SignInForm } from '../features/identity/sign-in-form.tsx'
import { useText } from '../kit/text.tsx'

/** Asks for the password again over the page when the session has ended; then everything that waited goes on. */
export function SessionDialog() {
  const t = useText()
  const queries = useQueryClient()
  const before = queries.getQueryData<Me>(meQuery.queryKey)

  const goOn = async () => {
    const now = await queries.fetchQuery({ ...meQuery, staleTime: 0 })
    // Somebody else's page must not stay on the screen.
    if (before && now.person.id !== before.person.id) {
      openGate(false)
      window.location.assign('/')
    } else openGate(true)
  }
  const leave = () => {
    openGate(false)
    window.location.assign('/sign-in')
  }
  return (
    <Modal
      open
      title={t('app.session-ended')}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={null}
      width={400}
      destroyOnHidden
    >
      <p className="muted">{t('app.session-ended-hint')}</p>
      <SignInForm email={before?.person.email ?? undefined} onSignedIn={() => void goOn()} />
      <Button type="link" block onClick={leave}>
        {t('app.leave')}
      </Button>
    </Modal>
  )
}
