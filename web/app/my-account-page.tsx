import { useMe } from '../client/session.ts'
import { MyTimes } from '../features/availability/person-times.tsx'
import { AccountPage } from '../features/identity/account-page.tsx'

/** One's own account, with one's working time. */
export function MyAccountPage() {
  const { person } = useMe()
  return (
    <AccountPage>
      <MyTimes id={person.id} />
    </AccountPage>
  )
}
