import type { PlanDocument } from '../../../src/features/plan/contract.ts'
import { recall, remember } from '../../kit/remembered.ts'

/** A state of a draft that has not reached the server: kept in this browser, so that leaving the page loses nothing. */
export type Unsaved = {
  /** The draft; null where the server has none yet. */
  draft: string | null
  /** The version of the plan it goes on from. */
  plan: string
  base: PlanDocument
  mine: PlanDocument
}

const place = (person: string, draft: string | null) => `plan-unsaved.${person}.${draft ?? 'new'}`

/** What this person left unsaved of the draft, or of the plan where no draft had been begun. */
export function unsavedOf(person: string, draft: string | null, plan: string): Unsaved | undefined {
  const found = recall(place(person, draft)) as Unsaved | null | undefined
  return !found || (draft === null && found.plan !== plan) ? undefined : found
}

export function keepUnsaved(person: string, state: Unsaved): void {
  remember(place(person, state.draft), state)
}

export function forgetUnsaved(person: string, draft: string | null): void {
  remember(place(person, draft), null)
}
