import { MyAbsences } from '../features/absences/my-absences.tsx'
import { AccountPage } from '../features/identity/account-page.tsx'

/** One's own account: who one is, when one is away, how one signs in. */
export function MyAccountPage() {
  return (
    <AccountPage>
      <MyAbsences />
    </AccountPage>
  )
}
