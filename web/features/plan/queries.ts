import { type PlanVersion, publishPlan } from '../../../src/features/plan/contract.ts'
import { call } from '../../client/call.ts'
import type { PlanInput } from './plan-draft.ts'

export function publish(body: PlanInput): Promise<PlanVersion> {
  return call(publishPlan, { body, idempotencyKey: crypto.randomUUID() })
}
