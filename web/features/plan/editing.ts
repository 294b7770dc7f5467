import type { PatchStep, PlanVersion } from '../../../src/features/plan/contract.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import type { PlacedProblem, PlanDraft } from './plan-draft.ts'

/** What stands open beside the page. */
export type Opened =
  | { kind: 'stage' | 'process' | 'pool'; key: string }
  | { kind: 'new-stage' | 'new-process' | 'new-pool'; scope?: string | undefined }

/** What every part of the plan page works on. */
export type Editing = {
  /** The metadata of opportunities. */
  object: ObjectMetadata
  /** The version in force. */
  version: PlanVersion
  draft: PlanDraft
  changed: ReadonlySet<string>
  problems: readonly PlacedProblem[]
  onChange: (draft: PlanDraft) => void
  onFix: (patch: readonly PatchStep[]) => void
  onOpen: (what: Opened) => void
}
