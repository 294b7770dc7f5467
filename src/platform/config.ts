import { resolve } from 'node:path'
import { mailFrom, robotOriginsFrom, secretKeyFrom } from './config-outside.ts'
import { proxiesFrom, type TrustedProxies } from './http/proxies.ts'
import type { MailServer } from './mail.ts'

/** What the environment says, checked once at start. */
export type Config = Readonly<{
  port: number
  host: string
  /** All data of this installation lives here. */
  home: string
  databaseUrl: string | undefined
  publicUrl: string | undefined
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** A request or a statement that takes longer is worth a line in the log. */
  slowMs: number
  /** Who shows it may read `/metrics`; without one only this machine may. */
  metricsToken: string | undefined
  /** A streaming standby for reports and exports, and how many milliseconds it may be behind. */
  reader: Readonly<{ url: string; mostLagMs: number }> | undefined
  /** The proxies whose word about the client counts; undefined where it follows from the public address. */
  trustedProxies: TrustedProxies | undefined
  /** The mail server, where the operator sets it; else it is set in the browser. */
  mail: MailServer | undefined
  /** Origins beside the vendors' own at which robots of groups may be: a proxy of the company. */
  robotOrigins: readonly string[]
  /** Seals passwords that must be read again; undefined where the key in the home does. */
  secretKey: string | undefined
  /** Unattended first run; undefined where a person does it in the browser. */
  firstRun:
    | Readonly<{ email: string; password: string; company: string; companyType: 'start-up' | 'growing' }>
    | undefined
}>

type Env = Readonly<Record<string, string | undefined>>

/** Reads the configuration. Throws one sentence that names the variable where one is wrong; an empty one counts as not given. */
export function readConfig(env: Env): Config {
  return Object.freeze({
    port: portOf(env),
    host: hostOf(env),
    home: homeOf(env),
    databaseUrl: databaseUrlOf(env),
    publicUrl: publicUrlOf(env),
    logLevel: logLevelOf(env),
    slowMs: slowMsOf(env),
    metricsToken: metricsTokenOf(env),
    reader: readerOf(env),
    trustedProxies: trustedProxiesOf(env),
    mail: mailFrom(env),
    robotOrigins: robotOriginsFrom(env),
    secretKey: secretKeyFrom(env),
    firstRun: firstRunOf(env),
  })
}

function portOf(env: Env): number {
  const text = env['PORT'] || '3000'
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new Error(`PORT is "${text}"; it must be a number from 0 to 65535.`)
  return port
}

function hostOf(env: Env): string {
  const host = env['HOST'] || '127.0.0.1'
  if (!/^[\w.:%-]{1,253}$/.test(host))
    throw new Error(`HOST is "${host}"; it must be an address or a name of this machine, without a port.`)
  return host
}

function homeOf(env: Env): string {
  const home = env['BATON_HOME'] || '.baton'
  if (home.includes('\0') || home.trim() !== home)
    throw new Error(`BATON_HOME is "${home}"; it must be a path without blanks at its ends.`)
  return resolve(home)
}

function databaseUrlOf(env: Env): string | undefined {
  const url = env['DATABASE_URL']
  if (!url) return undefined
  // What it says is not repeated: it holds a password.
  if (!/^postgres(ql)?:\/\/[^/]/.test(url) || !URL.canParse(url))
    throw new Error(
      'DATABASE_URL must look like postgres://user:password@host:5432/database, with other signs in the password written as %40 for @ and so on.',
    )
  return url
}

function publicUrlOf(env: Env): string | undefined {
  const url = env['BATON_PUBLIC_URL']
  if (!url) return undefined
  const site = URL.canParse(url) ? new URL(url) : undefined
  if (!site || !/^https?:$/.test(site.protocol) || ![site.origin, `${site.origin}/`].includes(url))
    throw new Error(
      `BATON_PUBLIC_URL is "${url}"; it must look like https://baton.example.com, without a path.`,
    )
  return site.origin
}

function logLevelOf(env: Env): Config['logLevel'] {
  const level = env['BATON_LOG'] || 'info'
  const known = ['debug', 'info', 'warn', 'error', 'silent'] as const
  const found = known.find((name) => name === level)
  if (!found) throw new Error(`BATON_LOG is "${level}"; it must be one of ${known.join(', ')}.`)
  return found
}

function slowMsOf(env: Env): number {
  const text = env['BATON_SLOW_MS'] || '500'
  if (!/^[1-9]\d{0,6}$/.test(text))
    throw new Error(`BATON_SLOW_MS is "${text}"; it must be a number of milliseconds, at least 1.`)
  return Number(text)
}

function readerOf(env: Env): Config['reader'] {
  const text = env['BATON_READ_LAG_MS'] || '10000'
  if (!/^[1-9]\d{0,7}$/.test(text))
    throw new Error(`BATON_READ_LAG_MS is "${text}"; it must be a number of milliseconds, at least 1.`)
  const url = env['DATABASE_READ_URL']
  if (!url) return undefined
  if (!/^postgres(ql)?:\/\/[^/]/.test(url) || !URL.canParse(url))
    throw new Error('DATABASE_READ_URL must look like postgres://user:password@host:5432/database.')
  return { url, mostLagMs: Number(text) }
}

function metricsTokenOf(env: Env): string | undefined {
  const token = env['BATON_METRICS_TOKEN']
  if (!token) return undefined
  if (!/^[\w.~+/=-]{16,200}$/.test(token))
    throw new Error('BATON_METRICS_TOKEN must be 16 to 200 letters, digits or any of . _ ~ + / = -')
  return token
}

function trustedProxiesOf(env: Env): TrustedProxies | undefined {
  const text = env['BATON_TRUSTED_PROXIES']
  if (!text) return undefined
  const found = proxiesFrom(text)
  if (found) return found
  throw new Error(
    `BATON_TRUSTED_PROXIES is "${text}"; it must be none, or addresses and networks such as loopback,private,203.0.113.7,10.0.0.0/8.`,
  )
}

function firstRunOf(env: Env): Config['firstRun'] {
  const email = env['BATON_ADMIN_EMAIL']?.trim().toLowerCase()
  const password = env['BATON_ADMIN_PASSWORD']
  if (!email && !password) return undefined
  if (!email || !password)
    throw new Error('BATON_ADMIN_EMAIL and BATON_ADMIN_PASSWORD are given together or not at all.')
  if (!/^[^@\s]+@[^@\s]+$/.test(email) || email.length > 200)
    throw new Error(`BATON_ADMIN_EMAIL is "${email}"; it must be an e-mail address.`)
  const companyType = env['BATON_COMPANY_TYPE'] || 'growing'
  if (companyType !== 'start-up' && companyType !== 'growing') {
    throw new Error(`BATON_COMPANY_TYPE is "${companyType}"; it must be start-up or growing.`)
  }
  const company = env['BATON_COMPANY']?.trim() || 'Baton'
  if (company.length > 100) throw new Error('BATON_COMPANY must be a name of at most 100 letters.')
  return { email, password, company, companyType }
}
