import type { Instant } from '../../../kernel/time.ts'
import { type Mail, sendMail } from '../../../platform/mail.ts'
import type { Outcome } from '../../../platform/outcome.ts'
import { ownSettings } from '../store/settings.ts'
import { mailServerOf, messageIdOf } from './channels.ts'
import type { Outside } from './outside.ts'

/** A mail of its own, beside what people are told together. `unsubscribe` is the path where its reader ends it. */
export type Letter = Pick<Mail, 'subject' | 'text' | 'html' | 'attachments'> & { unsubscribe: string }

export type Post = (
  to: { personId: string; name: string },
  /** The same for every try, as `id` and `at` are. */
  of: { id: string; at: Instant },
  write: (publicUrl: string | null) => Letter,
) => Promise<Outcome | 'no-server' | 'no-address'>

/** Mails somebody one letter at once, by the mail server of the environment or of the settings. */
export function postBy(outside: Outside): Post {
  return async ({ personId, name }, { id, at }, write) => {
    const server = await mailServerOf(outside.db, outside)
    if (!server) return 'no-server'
    const { email } = await ownSettings(outside.db, personId)
    if (!email) return 'no-address'
    const publicUrl = outside.publicUrl ?? null
    const { unsubscribe, ...letter } = write(publicUrl)
    return sendMail(server, {
      ...letter,
      messageId: messageIdOf(id, outside, server),
      to: { name, address: email },
      unsubscribe: publicUrl && `${publicUrl}${unsubscribe}`,
      at: new Date(at),
    })
  }
}
