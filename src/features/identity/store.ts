import type { Versions } from '../../objects/metadata.ts'
import type { Queryable } from '../../platform/db/pool.ts'

export type SignInPerson = { id: string; name: string; passwordHash: string | null }

/** The active person of this e-mail. */
export async function personByEmail(db: Queryable, email: string): Promise<SignInPerson | undefined> {
  const [row] = await db<SignInPerson[]>`
    select id, name, password_hash as "passwordHash" from person
    where email = ${email} and deactivated_at is null and deleted_at is null`
  return row
}

/** One person with what a password change needs. */
export async function personById(
  db: Queryable,
  id: string,
): Promise<(SignInPerson & { email: string | null }) | undefined> {
  const [row] = await db<(SignInPerson & { email: string | null })[]>`
    select id, name, email, password_hash as "passwordHash" from person where id = ${id} and deactivated_at is null`
  return row
}

export type Tries = { id: number; email: number; ip: number; oldest: string }

/**
 * Notes a try before it is known how it ends, and counts it with the failures of this e-mail and from this address since `since`:
 * many tries at one moment count one another. Two statements, so that the second sees what others have noted. What lies behind
 * `until` was noted by a clock that ran ahead, and locks nobody until that time comes.
 */
export async function noteTry(
  db: Queryable,
  { emailHash, ip, at }: { emailHash: Buffer; ip: string; at: string },
  since: string,
  until: string,
): Promise<Tries> {
  const [noted] = await db<
    { id: number }[]
  >`insert into sign_in_failure (email_hash, ip, at) values (${emailHash}, ${ip}, ${at}) returning id`
  const [row] = await db<Omit<Tries, 'id'>[]>`
    select (select count(*)::int from sign_in_failure where email_hash = ${emailHash} and at > ${since} and at < ${until}) as email,
           (select count(*)::int from sign_in_failure where ip = ${ip} and at > ${since} and at < ${until}) as ip,
           (select min(at) from sign_in_failure where email_hash = ${emailHash} and at > ${since} and at < ${until}) as oldest`
  if (!noted || !row) throw new Error('a noted try is not there')
  return { id: noted.id, ...row }
}

/** A try that was not let through does not count: a lock ends, however often it is knocked at. */
export async function dropTry(db: Queryable, id: number): Promise<void> {
  await db`delete from sign_in_failure where id = ${id}`
}

export async function forgetFailures(db: Queryable, emailHash: Buffer): Promise<void> {
  await db`delete from sign_in_failure where email_hash = ${emailHash}`
}

/** Removes what no longer means anything: failures of long ago, dead sessions, used or old invites. */
export async function sweep(db: Queryable, failuresBefore: string, idleBefore: string, now: string) {
  await db`delete from sign_in_failure where at < ${failuresBefore}`
  await db`delete from session where expires_at < ${now} or last_seen_at < ${idleBefore}`
  await db`delete from invite where expires_at < ${failuresBefore}`
}

export type NewSession = {
  hash: Buffer
  personId: string
  at: string
  expiresAt: string
  agent: string
  ip: string
}

export async function insertSession(db: Queryable, s: NewSession): Promise<void> {
  await db`insert into session (token_hash, person_id, created_at, last_seen_at, expires_at, agent, ip)
    values (${s.hash}, ${s.personId}, ${s.at}, ${s.at}, ${s.expiresAt}, ${s.agent.slice(0, 300)}, ${s.ip})`
}

type Asking = { id: string; personId: string } & Versions

/** The person of a living session, and the versions of what processes cache; sessions idle since `idleBefore` are dead. One indexed look-up. */
export async function sessionPerson(db: Queryable, hash: Buffer, now: string, idleBefore: string) {
  const [row] = await db<(Asking & { lastSeenAt: string })[]>`
    select s.id, s.person_id as "personId", s.last_seen_at as "lastSeenAt", c.metadata_version as "metadataVersion",
      c.access_version as "accessVersion"
    from session s join person p on p.id = s.person_id cross join company c
    where s.token_hash = ${hash} and s.expires_at > ${now} and s.last_seen_at > ${idleBefore} and p.deactivated_at is null`
  return row
}

/** Which of these sessions and keys, told by the hex of their hashes, are alive. One indexed look-up each kind, for all streams of a process. */
export async function livingHashes(
  db: Queryable,
  hashes: readonly string[],
  now: string,
  idleBefore: string,
): Promise<string[]> {
  const wanted = db`select decode(h, 'hex') from unnest(${hashes as string[]}::text[]) h`
  const rows = await db<{ hash: string }[]>`
    select encode(s.token_hash, 'hex') as hash from session s join person p on p.id = s.person_id
    where s.token_hash in (${wanted}) and s.expires_at > ${now} and s.last_seen_at > ${idleBefore}
      and p.deactivated_at is null
    union all
    select encode(k.token_hash, 'hex') from api_key k join person p on p.id = k.person_id
    where k.token_hash in (${wanted}) and k.revoked_at is null and (k.expires_at is null or k.expires_at > ${now})
      and p.deactivated_at is null`
  return rows.map((row) => row.hash)
}

export async function touchSession(db: Queryable, id: string, at: string): Promise<void> {
  await db`update session set last_seen_at = ${at} where id = ${id}`
}

export async function sessionsOf(db: Queryable, personId: string, now: string, idleBefore: string) {
  return db<{ id: string; createdAt: string; lastSeenAt: string; agent: string; ip: string; hash: Buffer }[]>`
    select id, created_at as "createdAt", last_seen_at as "lastSeenAt", agent, ip, token_hash as hash from session
    where person_id = ${personId} and last_seen_at > ${idleBefore} and expires_at > ${now} order by last_seen_at desc limit 100`
}

export async function deleteSession(db: Queryable, personId: string, id: string): Promise<boolean> {
  return (await db`delete from session where person_id = ${personId} and id = ${id} returning 1`).length > 0
}

export async function deleteSessionByToken(db: Queryable, hash: Buffer): Promise<void> {
  await db`delete from session where token_hash = ${hash}`
}

/** Signs a person out everywhere but in `keep`. */
export async function deleteOtherSessions(
  db: Queryable,
  personId: string,
  keep: Buffer | null,
): Promise<void> {
  await db`delete from session where person_id = ${personId} and (${keep}::bytea is null or token_hash <> ${keep}::bytea)`
}

export async function setPassword(db: Queryable, at: string, personId: string, hash: string): Promise<void> {
  await db`update person set password_hash = ${hash}, updated_at = ${at} where id = ${personId}`
}

export type OwnChange = {
  name: string
  language: 'zh' | 'en'
  search: string
  searchGrams: number[]
  at: string
}

/** Name and language before, locked until the transaction ends. Every process keeps who is signed in by the counter this moves. */
export async function lockOwn(
  tx: Queryable,
  id: string,
): Promise<{ name: string; language: 'zh' | 'en'; email: string | null } | undefined> {
  await tx`update company set access_version = access_version + 1`
  const [row] = await tx<{ name: string; language: 'zh' | 'en'; email: string | null }[]>`
    select name, language, email from person where id = ${id} for update`
  return row
}

export async function changeOwn(tx: Queryable, id: string, to: OwnChange): Promise<void> {
  await tx`update person set name = ${to.name}, language = ${to.language}, search = ${to.search},
    search_grams = ${to.searchGrams}::int4[], version = version + 1, updated_at = ${to.at}, updated_by = ${id} where id = ${id}`
}

export async function insertInvite(
  db: Queryable,
  i: { hash: Buffer; personId: string; by: string; at: string; expiresAt: string },
) {
  await db`update invite set expires_at = ${i.at} where person_id = ${i.personId} and used_at is null`
  await db`insert into invite (token_hash, person_id, created_by, created_at, expires_at)
    values (${i.hash}, ${i.personId}, ${i.by}, ${i.at}, ${i.expiresAt})`
}

export async function inviteByToken(db: Queryable, hash: Buffer, now: string) {
  const [row] = await db<{ personId: string; name: string; email: string }[]>`
    select p.id as "personId", p.name, p.email from invite i join person p on p.id = i.person_id
    where i.token_hash = ${hash} and i.used_at is null and i.expires_at > ${now} and p.deactivated_at is null and p.email is not null`
  return row
}

/** Uses an invite up; false where somebody was faster. */
export async function useInvite(db: Queryable, hash: Buffer, at: string): Promise<boolean> {
  return (
    (
      await db`update invite set used_at = ${at} where token_hash = ${hash} and used_at is null and expires_at > ${at} returning 1`
    ).length > 0
  )
}

export async function apiKeysOf(db: Queryable, personId: string) {
  return db<
    {
      id: string
      name: string
      hint: string
      createdAt: string
      lastUsedAt: string | null
      expiresAt: string | null
    }[]
  >`
    select id, name, hint, created_at as "createdAt", last_used_at as "lastUsedAt", expires_at as "expiresAt" from api_key
    where person_id = ${personId} and revoked_at is null order by created_at desc limit 200`
}

export async function insertApiKey(
  db: Queryable,
  k: { personId: string; name: string; hash: Buffer; hint: string; at: string; expiresAt: string | null },
): Promise<string> {
  const [row] = await db<
    { id: string }[]
  >`insert into api_key (person_id, name, token_hash, hint, created_at, expires_at)
    values (${k.personId}, ${k.name}, ${k.hash}, ${k.hint}, ${k.at}, ${k.expiresAt}) returning id`
  return row?.id ?? ''
}

export async function revokeApiKey(
  db: Queryable,
  personId: string,
  id: string,
  at: string,
): Promise<boolean> {
  return (
    (
      await db`update api_key set revoked_at = ${at} where id = ${id} and person_id = ${personId} and revoked_at is null returning 1`
    ).length > 0
  )
}

export async function apiKeyPerson(db: Queryable, hash: Buffer, now: string) {
  const [row] = await db<(Asking & { lastUsedAt: string | null })[]>`
    select k.id, k.person_id as "personId", k.last_used_at as "lastUsedAt", c.metadata_version as "metadataVersion",
      c.access_version as "accessVersion"
    from api_key k join person p on p.id = k.person_id cross join company c
    where k.token_hash = ${hash} and k.revoked_at is null and (k.expires_at is null or k.expires_at > ${now}) and p.deactivated_at is null`
  return row
}

export async function touchApiKey(db: Queryable, id: string, at: string): Promise<void> {
  await db`update api_key set last_used_at = ${at} where id = ${id}`
}

export async function companyName(db: Queryable): Promise<string> {
  const [row] = await db<{ name: string }[]>`select name from company`
  return row?.name ?? ''
}
