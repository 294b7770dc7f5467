import { mayDo, mayReach, RIGHTS } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import { searchGramsOf, searchTextOf } from '../../objects/search-text.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { record } from '../../platform/events/journal.ts'
import { createUsualCalendar } from '../availability/index.ts'
import { type From, hashPassword, requireStrong, startSession } from '../identity/index.ts'
import { createBuiltInRoles } from '../permissions/index.ts'
import { publishTemplate } from '../plan/index.ts'
import type { SetupInput } from './contract.ts'
import * as errors from './errors.ts'
import * as store from './store.ts'

/** Whether the company is still to be named. */
export async function isSetupNeeded(db: Queryable): Promise<boolean> {
  return (await store.company(db)) === undefined
}

/**
 * Makes the company, its roles, its working calendar, its administrator and its first plan in one transaction; of two who try at once one wins.
 * Refuses `setup.done-already`, `identity.weak-password`, `setup.unknown-time-zone`.
 */
export async function setUp(
  context: Pick<Context, 'db' | 'now' | 'transaction'>,
  input: SetupInput,
  from: From,
) {
  if (!(await isSetupNeeded(context.db))) throw errors.doneAlready({})
  requireStrong(input.password, input.email, input.company)
  if (!isTimeZone(input.timeZone)) throw errors.unknownTimeZone({ timeZone: input.timeZone })
  const passwordHash = await hashPassword(input.password)
  return context.transaction(async (tx) => {
    if (!(await store.insertCompany(tx, input, context.now))) throw errors.doneAlready({})
    const search = searchTextOf([input.name, input.email])
    const { name, email, language } = input
    const id = await store.insertAdministrator(tx, {
      name,
      email,
      language,
      passwordHash,
      search,
      grams: searchGramsOf(search),
      at: context.now,
    })
    await createBuiltInRoles(tx)
    await createUsualCalendar(tx, input, id, context.now)
    await publishTemplate(tx, input.companyType, id, id, context.now)
    await record(tx, { kind: 'person', personId: id }, context.now, [
      {
        kind: 'company.set-up',
        object: 'person',
        recordId: id,
        after: { company: input.company, companyType: input.companyType },
      },
    ])
    return { token: await startSession(tx, context.now, id, from), person: { id, name } }
  })
}

/** What is about no record that is there: nobody does it on somebody's behalf. */
const OF_ONES_OWN = new Set<string>(['create', 'export'])

/** Who asks, and what they may do; the browser shows and hides by it, the server decides again. */
export async function me({ db, viewer, registry }: Context) {
  const company = await store.company(db)
  if (!company) throw new Error('signed in without a company')
  const objects = [...registry.objects.keys()].map((name) => {
    const rights = RIGHTS.map(
      (right) =>
        [right, OF_ONES_OWN.has(right) ? mayDo(viewer, name, right) : mayReach(viewer, name, right)] as const,
    )
    return [name, Object.fromEntries(rights)] as const
  })
  const fields = Object.entries(viewer.grants).map(
    ([name, grant]) => [name, viewer.admin ? {} : { ...grant.fields }] as const,
  )
  return {
    person: {
      id: viewer.personId,
      name: viewer.name,
      email: await store.emailOf(db, viewer.personId),
      language: viewer.language,
      departmentId: viewer.departmentId,
      functions: [...viewer.functions],
    },
    company: {
      name: company.name,
      currency: company.currency,
      companyType: company.type,
      timeZone: company.timeZone,
    },
    rights: {
      admin: viewer.admin,
      leads: viewer.reports.length > 0,
      objects: Object.fromEntries(objects),
      fields: Object.fromEntries(fields),
    },
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
