import { PersonTimesPart } from '../features/availability/person-times.tsx'
import { PeoplePage } from '../features/organisation/people-page.tsx'

/** The people of the company, each with their working time. */
export function PeopleSettingsPage() {
  return <PeoplePage more={(person) => person.active && <PersonTimesPart person={person} />} />
}
