import type { Queryable } from '../../platform/db/pool.ts'
import type { SetupInput } from './contract.ts'

export type Company = { name: string; type: string; currency: string; timeZone: string }

export async function company(db: Queryable): Promise<Company | undefined> {
  const [row] = await db<Company[]>`select name, type, currency, time_zone as "timeZone" from company`
  return row
}

/** Makes the company's one row; false where it is there already (somebody was faster). */
export async function insertCompany(tx: Queryable, input: SetupInput, at: string): Promise<boolean> {
  const rows = await tx`insert into company (name, type, currency, time_zone, set_up_at)
    values (${input.company}, ${input.companyType}, ${input.currency}, ${input.timeZone}, ${at}) on conflict do nothing returning 1`
  return rows.length > 0
}

/** The first administrator, with every function there is, so that a new company can work at once. */
export async function insertAdministrator(
  tx: Queryable,
  person: {
    name: string
    email: string
    language: string
    passwordHash: string
    search: string
    grams: number[]
    at: string
  },
): Promise<string> {
  const [row] = await tx<{ id: string }[]>`
    insert into person (name, email, language, password_hash, admin, functions, search, search_grams, created_at, updated_at)
    values (${person.name}, ${person.email}, ${person.language}, ${person.passwordHash}, true,
      array(select key from function order by position), ${person.search}, ${person.grams}::int4[], ${person.at}, ${person.at}) returning id`
  return row?.id ?? ''
}

export async function emailOf(db: Queryable, personId: string): Promise<string | null> {
  const [row] = await db<{ email: string | null }[]>`select email from person where id = ${personId}`
  return row?.email ?? null
}
