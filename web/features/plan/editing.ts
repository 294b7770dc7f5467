import type { PlanVersion } from '../../../src/features/plan/contract.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import type { PlacedProblem, PlanDraft } from './plan-draft.ts'

/** What every part of the plan page works on. */
export type Editing = {
  /** The metadata of opportunities. */
  object: ObjectMetadata
  version: PlanVersion
  draft: PlanDraft
  changed: ReadonlySet<string>
  problems: readonly PlacedProblem[]
  onChange: (draft: PlanDraft) => void
}
