import { FindingsPage } from '../features/findings/page.tsx'
import { FindingMend } from './finding-mend.tsx'

/** Findings, each with what mends it. */
export function FindingsWithMends() {
  return <FindingsPage mend={(finding) => <FindingMend finding={finding} />} />
}
