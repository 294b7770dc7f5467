import { useMe } from '../client/session.ts'
import { MyAbsences } from '../features/absences/my-absences.tsx'
import { MyTimes } from '../features/availability/person-times.tsx'
import { AccountPage } from '../features/identity/account-page.tsx'

/** One's own account: who one is, when one works and is away, how one signs in. */
export function MyAccountPage() {
  const { person } = useMe()
  return (
    <AccountPage>
      <MyAbsences />
      <MyTimes id={person.id} />
    </AccountPage>
  )
}
