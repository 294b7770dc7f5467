import { Link } from '@tanstack/react-router'
import { useMe } from '../client/session.ts'
import { MyAbsences } from '../features/absences/my-absences.tsx'
import { MyTimes } from '../features/availability/person-times.tsx'
import { AccountPage } from '../features/identity/account-page.tsx'
import { useText } from '../kit/text.tsx'

function NoticeWays() {
  const t = useText()
  return (
    <section className="card">
      <h2>{t('delivery.ways')}</h2>
      <p className="muted">{t('notifications.settings-hint')}</p>
      <Link to="/account/notices">{t('notifications.settings')}</Link>
    </section>
  )
}

/** One's own account: who one is, when one works and is away, how one signs in. */
export function MyAccountPage() {
  const { person } = useMe()
  return (
    <AccountPage>
      <NoticeWays />
      <MyAbsences />
      <MyTimes id={person.id} />
    </AccountPage>
  )
}
