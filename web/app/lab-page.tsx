import { LabPage } from '../features/replay/page.tsx'
import { Terms } from '../features/routing/terms.tsx'

/** The laboratory, which says scores in the words of routing. */
export function LabWithTerms() {
  return <LabPage terms={(terms) => <Terms terms={terms} conversion={null} />} />
}
