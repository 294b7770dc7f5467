import { createHash, randomBytes } from 'node:crypto'
import { hash as argonHash, verify as argonVerify } from '@node-rs/argon2'
import { addDays, instantOf } from '../../kernel/time.ts'
import type { Context } from '../../objects/context.ts'
import type { Versions } from '../../objects/metadata.ts'
import { searchGramsOf, searchTextOf } from '../../objects/search-text.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { record } from '../../platform/events/journal.ts'
import { refusalOf } from '../../platform/http/problem.ts'
import { PASSWORD_MIN } from './contract.ts'
import * as errors from './errors.ts'
import { IP_FAILURES, isStrongEnough, LOCK_FAILURES, LOCK_MINUTES, minutesLocked } from './rules.ts'
import * as store from './store.ts'

const IDLE_DAYS = 30
const ABSOLUTE_DAYS = 90
const INVITE_DAYS = 7
const TOUCH_MS = 60_000 // a session's last use is written at most once a minute
const MINUTE_MS = 60_000
const DAY_MINUTES = 1440

export type From = { agent: string; ip: string }
export type SignedIn = { token: string; person: { id: string; name: string } }

/** A password as it is kept: argon2id with the library's recommended cost. */
export async function hashPassword(password: string): Promise<string> {
  return argonHash(password)
}

let decoy: Promise<string> | undefined

/**
 * Signs in by e-mail and password. Takes the same time whether the e-mail exists or not.
 * Refuses `identity.wrong-credentials`, `identity.locked`, `identity.rate-limited`.
 */
export async function signIn(
  db: Queryable,
  now: string,
  email: string,
  password: string,
  from: From,
): Promise<SignedIn> {
  const emailHash = digest(email)
  await noteTry(db, now, emailHash, from)
  const person = await store.personByEmail(db, email)
  decoy ??= argonHash(randomBytes(16))
  const right = await argonVerify(person?.passwordHash ?? (await decoy), password).catch(() => false)
  if (!person?.passwordHash || !right) throw errors.wrongCredentials({})
  await store.forgetFailures(db, emailHash)
  return { token: await startSession(db, now, person.id, from), person: { id: person.id, name: person.name } }
}

/** Counts a try to name a password before it is known how it ends. Refuses `identity.locked`, `identity.rate-limited`. */
async function noteTry(db: Queryable, now: string, emailHash: Buffer, { ip }: From): Promise<void> {
  const around = (minutes: number) => instantOf(Date.parse(now) + minutes * MINUTE_MS)
  const tries = await store.noteTry(
    db,
    { emailHash, ip, at: now },
    around(-LOCK_MINUTES),
    around(LOCK_MINUTES),
  )
  if (tries.email <= LOCK_FAILURES && tries.ip <= IP_FAILURES) return
  await store.dropTry(db, tries.id)
  if (tries.email > LOCK_FAILURES) throw errors.locked({ minutes: minutesLocked(now, tries.oldest) })
  throw errors.rateLimited({ seconds: LOCK_MINUTES * 60 })
}

/** Starts a session and answers its token, which is kept only as a hash. */
export async function startSession(
  db: Queryable,
  now: string,
  personId: string,
  from: From,
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const expiresAt = `${addDays(now.slice(0, 10), ABSOLUTE_DAYS)}${now.slice(10)}`
  await store.insertSession(db, { hash: digest(token), personId, at: now, expiresAt, ...from })
  return token
}

/** Who asks, and the versions of definitions and rights at that moment: read together, for every request asks for both. */
export type Known = { personId: string } & Versions

/** What a request comes with to say who asks. */
export type Credential = { kind: 'person' | 'api-key'; token: string }

/** Whose session or API key this is; undefined for one that is dead, revoked, expired or unknown. */
export async function personOf(
  db: Queryable,
  now: string,
  { kind, token }: Credential,
): Promise<Known | undefined> {
  return kind === 'person' ? personOfSession(db, now, token) : personOfApiKey(db, now, token)
}

async function personOfSession(db: Queryable, now: string, token: string): Promise<Known | undefined> {
  const found = await store.sessionPerson(db, digest(token), now, idleBefore(now))
  if (!found) return undefined
  if (Date.parse(now) - Date.parse(found.lastSeenAt) > TOUCH_MS)
    await noteUse(store.touchSession(db, found.id, now))
  return found
}

async function personOfApiKey(db: Queryable, now: string, token: string): Promise<Known | undefined> {
  const found = await store.apiKeyPerson(db, digest(token), now)
  if (!found) return undefined
  if (!found.lastUsedAt || Date.parse(now) - Date.parse(found.lastUsedAt) > TOUCH_MS)
    await noteUse(store.touchApiKey(db, found.id, now))
  return found
}

/** Reading goes on where the disk takes nothing: a use that cannot be noted lets in all the same. */
async function noteUse(noted: Promise<void>): Promise<void> {
  await noted.catch((thrown: unknown) => {
    if (refusalOf(thrown)?.code !== 'http.cannot-store') throw thrown
  })
}

/** Those of these session and key tokens that still let somebody in. Being asked about is no use of a session. */
export async function livingCredentials(
  db: Queryable,
  now: string,
  tokens: readonly string[],
): Promise<Set<string>> {
  const byHash = new Map(tokens.map((token) => [digest(token).toString('hex'), token]))
  const living = await store.livingHashes(db, [...byHash.keys()], now, idleBefore(now))
  return new Set(living.map((hash) => byHash.get(hash) ?? ''))
}

export async function signOut(db: Queryable, token: string): Promise<void> {
  await store.deleteSessionByToken(db, digest(token))
}

export async function sessions(context: Context, token: string | undefined) {
  const rows = await store.sessionsOf(
    context.db,
    context.viewer.personId,
    context.now,
    idleBefore(context.now),
  )
  const mine = token ? digest(token) : undefined
  return { items: rows.map(({ hash, ...row }) => ({ ...row, current: mine?.equals(hash) ?? false })) }
}

export async function endSession(context: Context, id: string): Promise<undefined> {
  if (!(await store.deleteSession(context.db, context.viewer.personId, id))) throw errors.notYours({ id })
}

/**
 * Changes my password; every other session of mine ends. A wrong current one counts like a failed sign-in: whoever finds a
 * browser open cannot guess on. Refuses `identity.wrong-credentials`, `identity.locked`, `identity.weak-password`.
 */
export async function changePassword(
  context: Context,
  current: string,
  next: string,
  token: string | undefined,
  from: From,
): Promise<undefined> {
  const person = await store.personById(context.db, context.viewer.personId)
  const emailHash = digest(person?.email ?? context.viewer.personId)
  await noteTry(context.db, context.now, emailHash, from)
  const right = person?.passwordHash && (await argonVerify(person.passwordHash, current).catch(() => false))
  if (!right) throw errors.wrongCredentials({})
  await store.forgetFailures(context.db, emailHash)
  requireStrong(next, person.email ?? '', await store.companyName(context.db))
  const kept = await hashPassword(next)
  await context.transaction(async (tx) => {
    await store.setPassword(tx, context.now, context.viewer.personId, kept)
    await store.deleteOtherSessions(tx, context.viewer.personId, token ? digest(token) : null)
  })
}

/** Refuses `identity.weak-password`. */
export function requireStrong(password: string, email: string, company: string): void {
  if (!isStrongEnough(password, email, company)) throw errors.weakPassword({ min: PASSWORD_MIN })
}

/** Makes an invite link for a person with an e-mail; earlier links of theirs stop working. */
export async function invite(
  db: Queryable,
  now: string,
  personId: string,
  by: string,
): Promise<{ token: string }> {
  const token = randomBytes(24).toString('base64url')
  const expiresAt = `${addDays(now.slice(0, 10), INVITE_DAYS)}${now.slice(10)}`
  await store.insertInvite(db, { hash: digest(token), personId, by, at: now, expiresAt })
  return { token }
}

export async function readInvite(context: Context, token: string) {
  const found = await store.inviteByToken(context.db, digest(token), context.now)
  if (!found) throw errors.inviteInvalid({})
  return { name: found.name, email: found.email, company: await store.companyName(context.db) }
}

/** Uses an invite once: sets the password and signs in. */
export async function acceptInvite(
  context: Context,
  token: string,
  password: string,
  from: From,
): Promise<SignedIn> {
  const found = await store.inviteByToken(context.db, digest(token), context.now)
  if (!found) throw errors.inviteInvalid({})
  requireStrong(password, found.email, await store.companyName(context.db))
  const kept = await hashPassword(password)
  return context.transaction(async (tx) => {
    if (!(await store.useInvite(tx, digest(token), context.now))) throw errors.inviteInvalid({})
    await store.setPassword(tx, context.now, found.personId, kept)
    await store.deleteOtherSessions(tx, found.personId, null)
    return {
      token: await startSession(tx, context.now, found.personId, from),
      person: { id: found.personId, name: found.name },
    }
  })
}

export async function apiKeys(context: Context) {
  return { items: await store.apiKeysOf(context.db, context.viewer.personId) }
}

/** Makes a key with the rights of its person. The token is answered once and kept as a hash. */
export async function createApiKey(context: Context, name: string, expiresOn: string | undefined) {
  const token = `btn_${randomBytes(30).toString('base64url')}`
  const key = {
    personId: context.viewer.personId,
    name,
    hash: digest(token),
    hint: token.slice(-4),
    at: context.now,
    expiresAt: expiresOn ? `${expiresOn}T23:59:59.999Z` : null,
  }
  return context.transaction(async (tx) => ({ id: await store.insertApiKey(tx, key), token }))
}

export async function revokeApiKey(context: Context, id: string): Promise<undefined> {
  if (!(await store.revokeApiKey(context.db, context.viewer.personId, id, context.now)))
    throw errors.notYours({ id })
}

export async function changeMe(
  context: Context,
  change: { name?: string | undefined; language?: 'zh' | 'en' | undefined },
): Promise<undefined> {
  const id = context.viewer.personId
  await context.transaction(async (tx) => {
    const before = await store.lockOwn(tx, id)
    if (!before) throw errors.notYours({ id })
    const after = { name: change.name ?? before.name, language: change.language ?? before.language }
    const search = searchTextOf([after.name, before.email ?? ''])
    await store.changeOwn(tx, id, { ...after, search, searchGrams: searchGramsOf(search), at: context.now })
    await record(tx, context.actor, context.now, [
      {
        kind: 'person.updated',
        object: 'person',
        recordId: id,
        before: { name: before.name, language: before.language },
        after,
      },
    ])
  })
}

/** Removes failures of more than a day ago, dead sessions and old invites. Safe at any time, on any process. */
export async function sweepSignIns(db: Queryable, now: string): Promise<void> {
  await store.sweep(db, instantOf(Date.parse(now) - DAY_MINUTES * MINUTE_MS), idleBefore(now), now)
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

function idleBefore(now: string): string {
  return `${addDays(now.slice(0, 10), -IDLE_DAYS)}${now.slice(10)}`
}
