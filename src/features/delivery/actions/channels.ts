import type { z } from 'zod'
import type { Context } from '../../../objects/context.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { record } from '../../../platform/events/journal.ts'
import type { MailServer } from '../../../platform/mail.ts'
import { sendMail } from '../../../platform/mail.ts'
import type { Outcome } from '../../../platform/outcome.ts'
import { requireAdmin } from '../../permissions/index.ts'
import { type changeMailChannel as changeEndpoint, type MailChannel, SETTINGS_PATH } from '../contract.ts'
import * as errors from '../errors.ts'
import { mailOf, TEST_WORDS } from '../rules/mail.ts'
import { senderAddress } from '../rules/sender.ts'
import * as store from '../store/channels.ts'
import { ownSettings } from '../store/settings.ts'
import type { Outside } from './outside.ts'

type ChangeInput = z.infer<NonNullable<typeof changeEndpoint.body>>

/** The server mail goes through now, its password opened: the operator's, else the one of the settings. */
export async function mailServerOf(db: Queryable, { mail, seal }: Outside): Promise<MailServer | undefined> {
  if (mail) return mail
  const kept = await store.mailServer(db)
  if (!kept) return undefined
  const { passwordSealed, ...server } = kept
  if (passwordSealed === null) return { ...server, password: null }
  const password = seal().open(passwordSealed)
  if (password === undefined) throw errors.sealedByAnother({})
  return { ...server, password }
}

/** True where mail can be sent at all. */
export async function hasMail(db: Queryable, { mail }: Outside): Promise<boolean> {
  return mail !== undefined || (await store.mailServer(db)) !== undefined
}

/** Right: administrator. The password is not among what is answered. */
export async function readMailChannel({ db, viewer }: Context, outside: Outside): Promise<MailChannel> {
  requireAdmin(viewer)
  const kept = outside.mail ?? (await store.mailServer(db))
  const secret = kept && ('passwordSealed' in kept ? kept.passwordSealed : kept.password)
  return {
    source: outside.mail ? 'environment' : kept ? 'settings' : 'none',
    server: kept
      ? {
          host: kept.host,
          port: kept.port,
          security: kept.security,
          user: kept.user,
          sender: kept.sender,
          hasPassword: Boolean(secret),
        }
      : null,
    publicUrl: outside.publicUrl ?? null,
    ...(await store.mailState(db)),
  }
}

/** Refuses `delivery.set-by-environment`, `delivery.bad-sender`, `delivery.user-and-password`. */
export async function changeMailChannel(
  context: Context,
  outside: Outside,
  { password, ...input }: ChangeInput,
): Promise<MailChannel> {
  requireAdmin(context.viewer)
  if (outside.mail) throw errors.setByEnvironment({})
  if (!senderAddress(input.sender)) throw errors.badSender({ sender: input.sender })
  await context.transaction(async (tx) => {
    const before = await store.mailServer(tx)
    // a password is for one server: where mail goes elsewhere it is asked for again
    const isSame = before && before.host === input.host && before.user === input.user
    const passwordSealed =
      password === undefined
        ? isSame
          ? before.passwordSealed
          : null
        : password && outside.seal().close(password)
    if ((input.user === null) !== (passwordSealed === null)) throw errors.userAndPassword({})
    await store.keepMailServer(tx, { ...input, passwordSealed }, context.viewer.personId, context.now)
    await note(tx, context, 'channel.mail-changed', input)
  })
  return readMailChannel(context, outside)
}

export async function removeMailChannel(context: Context, outside: Outside): Promise<undefined> {
  requireAdmin(context.viewer)
  if (outside.mail) throw errors.setByEnvironment({})
  await context.transaction(async (tx) => {
    await store.removeMailServer(tx, context.now)
    await note(tx, context, 'channel.mail-removed', null)
  })
}

/** Sends the administrator who asks a mail at once. Refuses `delivery.no-mail-server`, `delivery.no-address`. */
export async function testMailChannel(
  context: Context,
  outside: Outside,
): Promise<{ ok: boolean; answer: string }> {
  requireAdmin(context.viewer)
  const server = await mailServerOf(context.db, outside)
  if (!server) throw errors.noMailServer({})
  const { name, language, personId } = context.viewer
  const { email } = await ownSettings(context.db, personId)
  if (!email) throw errors.noAddress({})
  const lines = [{ words: TEST_WORDS[language], path: '/settings/notices', isUrgent: false }]
  const publicUrl = outside.publicUrl ?? null
  const outcome = await sendMail(server, {
    ...mailOf(name, lines, language, publicUrl, SETTINGS_PATH),
    messageId: messageIdOf(context.requestId.replace(/[^\w-]/g, ''), outside, server),
    to: { name, address: email },
    unsubscribe: publicUrl && `${publicUrl}${SETTINGS_PATH}`,
    at: new Date(context.now),
  })
  return answered(outcome)
}

/** What came of a test. */
export function answered({ kind, answer }: Outcome): { ok: boolean; answer: string } {
  return { ok: kind === 'sent', answer }
}

/** The same for every try of one delivery. */
export function messageIdOf(id: string, { publicUrl }: Outside, { sender }: MailServer): string {
  const host = publicUrl ? new URL(publicUrl).hostname : (senderAddress(sender)?.split('@')[1] ?? 'baton')
  return `<${id}@${host}>`
}

/** The journal says who changed what, never a secret. */
export async function note(
  tx: Queryable,
  { actor, now, viewer }: Context,
  kind: string,
  after: Record<string, unknown> | null,
): Promise<void> {
  await record(tx, actor, now, [{ kind, object: 'person', recordId: viewer.personId, after }])
}
