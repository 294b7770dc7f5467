import { lookWeekly, takeProposalsUp, watchProposals } from '../features/proposals/index.ts'
import type { Context } from '../objects/context.ts'
import type { Application } from './application.ts'
import { keepForCompany } from './for-company.ts'

const LOOK_MS = 60_000 // whether a week has begun, and whether what is tried is to be taken back

/**
 * Looks once a week for what should change, takes back what is tried and fails its condition, and takes up the line what nobody decides.
 * Answers what stops it.
 */
export function keepProposing(
  application: Pick<Application, 'db' | 'contextFor' | 'log'>,
): () => Promise<void> {
  const look = async (company: Context) => {
    const system: Context = { ...company, actor: { kind: 'system', personId: null } }
    await lookWeekly(system)
    await watchProposals(system)
    await takeProposalsUp(system)
  }
  return keepForCompany(application, LOOK_MS, 'proposals could not be looked after', look)
}
