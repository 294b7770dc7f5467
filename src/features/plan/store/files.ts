import type { Queryable } from '../../../platform/db/pool.ts'

/** The e-mail addresses of those of these people who have one. */
export async function emailsOf(db: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db<{ id: string; email: string }[]>`
    select id, lower(email) as email from person where id = any(${ids as string[]}::uuid[]) and email is not null`
  return new Map(rows.map(({ id, email }) => [id, email]))
}

/** Who has these addresses, where just one person does; those who left are found too, the compiler says so. */
export async function peopleByEmail(db: Queryable, emails: readonly string[]): Promise<Map<string, string>> {
  const rows = await db<{ id: string; email: string }[]>`
    select min(id::text) as id, lower(email) as email from person
    where lower(email) = any(${emails as string[]}::text[]) and deleted_at is null group by 2 having count(*) = 1`
  return new Map(rows.map(({ id, email }) => [email, id]))
}
