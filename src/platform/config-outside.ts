import type { MailServer } from './mail.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The mail server of the environment; undefined where no host is named. */
export function mailFrom(env: Env): MailServer | undefined {
  const host = env['BATON_SMTP_HOST']
  if (!host) return undefined
  const security = securityOf(env['BATON_SMTP_SECURITY'] || 'starttls')
  const port = env['BATON_SMTP_PORT'] || { tls: '465', starttls: '587', none: '25' }[security]
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535)
    throw new Error(`BATON_SMTP_PORT is "${port}"; it must be a number from 1 to 65535.`)
  const user = env['BATON_SMTP_USER'] || null
  const password = env['BATON_SMTP_PASSWORD'] || null
  if ((user === null) !== (password === null))
    throw new Error('BATON_SMTP_USER and BATON_SMTP_PASSWORD are given together or not at all.')
  const sender = env['BATON_MAIL_FROM'] ?? ''
  if (!/^[^\r\n<>@"]{0,100}<?[^\s<>@"]{1,64}@[\w.-]{1,190}>?$/.test(sender))
    throw new Error(
      'BATON_MAIL_FROM must be the sender of mails: baton@example.com, or Baton <baton@example.com>.',
    )
  return { host, port: Number(port), security, user, password, sender }
}

function securityOf(text: string): MailServer['security'] {
  if (text === 'tls' || text === 'starttls' || text === 'none') return text
  throw new Error(`BATON_SMTP_SECURITY is "${text}"; it must be tls, starttls or none.`)
}

/** Origins beside the vendors' own at which robots may be. */
export function robotOriginsFrom(env: Env): readonly string[] {
  const texts = (env['BATON_ROBOT_ORIGINS'] ?? '').split(',').map((text) => text.trim())
  return texts.filter((text) => text !== '').map(originOf)
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || ![url.origin, `${url.origin}/`].includes(text))
    throw new Error(
      `BATON_ROBOT_ORIGINS has "${text}"; it must be addresses like https://proxy.example.com, with commas between.`,
    )
  return url.origin
}

/** The key with which secrets are sealed, where several machines serve one database. */
export function secretKeyFrom(env: Env): string | undefined {
  const key = env['BATON_SECRET_KEY']
  if (!key) return undefined
  if (key.length < 32 || key.length > 500)
    throw new Error('BATON_SECRET_KEY must be 32 to 500 letters, the same on every machine.')
  return key
}
