import type { Clock } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import type { Registry } from '../../../objects/metadata.ts'
import type { Sql } from '../../../platform/db/pool.ts'
import type { Log } from '../../../platform/log.ts'
import type { MailServer } from '../../../platform/mail.ts'
import type { Seal } from '../../../platform/seal.ts'

/** What sending needs of the application it runs in. */
export type Outside = {
  db: Sql
  clock: Clock
  log: Log
  registry(): Registry
  /** A person's rights of this moment. */
  contextFor(personId: string): Promise<Context | undefined>
  publicUrl: string | undefined
  /** The mail server the operator set, which nobody changes in the browser. */
  mail: MailServer | undefined
  /** Origins beside the vendors' own at which robots may be. */
  robotOrigins: readonly string[]
  seal(): Seal
}
