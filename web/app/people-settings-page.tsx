import { AbsencesOf } from '../features/absences/absence-list.tsx'
import { AwayStrip } from '../features/absences/away-strip.tsx'
import { PersonTimesPart } from '../features/availability/person-times.tsx'
import { PeoplePage } from '../features/organisation/people-page.tsx'

/** The people of the company, each with their working time and absences, and who is away. */
export function PeopleSettingsPage() {
  return (
    <PeoplePage
      away={(open) => <AwayStrip onOpen={({ id }) => open(id)} />}
      absences={({ id, name }) => <AbsencesOf person={{ id, name }} />}
      times={(person) => <PersonTimesPart person={person} />}
    />
  )
}
