import { createHmac } from 'node:crypto'
import { answerOf, type Outcome } from '../outcome.ts'
import { dingtalkBody, feishuBody, type Message, wecomBody } from './message.ts'

export type RobotKind = 'wecom' | 'dingtalk' | 'feishu'
/** A robot of a group: the address its vendor gave, and the secret of its signature where it has one. */
export type Robot = { kind: RobotKind; webhook: string; secret: string | null }

type Vendor = {
  hosts: readonly string[]
  path: RegExp
  example: string
  signs: boolean
  body(message: Message): object
  /** The address and body with the signature for this moment. */
  signed(url: URL, body: object, secret: string, nowMs: number): { url: URL; body: object }
  /** Reads an answer: its code (0 is well) and words. */
  code(answer: Record<string, unknown>): { code: unknown; words: unknown }
  /** Codes that say “too often”, and for how many seconds they want to be left alone; codes that may be well the next time. */
  later: Readonly<Record<string, number>>
}

const VENDORS: Readonly<Record<RobotKind, Vendor>> = {
  wecom: {
    hosts: ['qyapi.weixin.qq.com'],
    path: /^\/cgi-bin\/webhook\/send$/,
    example: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…',
    signs: false,
    body: wecomBody,
    signed: (url, body) => ({ url, body }),
    code: (answer) => ({ code: answer['errcode'], words: answer['errmsg'] }),
    later: { '-1': 30, 45009: 60, 45033: 60 },
  },
  dingtalk: {
    hosts: ['oapi.dingtalk.com'],
    path: /^\/robot\/send$/,
    example: 'https://oapi.dingtalk.com/robot/send?access_token=…',
    signs: true,
    body: dingtalkBody,
    signed: (url, body, secret, nowMs) => {
      const signed = new URL(url)
      signed.searchParams.set('timestamp', String(nowMs))
      signed.searchParams.set('sign', hmac(secret, `${nowMs}\n${secret}`)) // URL-encoded by searchParams
      return { url: signed, body }
    },
    code: (answer) => ({ code: answer['errcode'], words: answer['errmsg'] }),
    later: { '-1': 30, 130101: 600, 410100: 600 },
  },
  feishu: {
    hosts: ['open.feishu.cn', 'open.larksuite.com'],
    path: /^\/open-apis\/bot\/v2\/hook\/[\w-]+$/,
    example: 'https://open.feishu.cn/open-apis/bot/v2/hook/…',
    signs: true,
    body: feishuBody,
    signed: (url, body, secret, nowMs) => {
      const timestamp = String(Math.floor(nowMs / 1000))
      // here the text to be signed is the key, and nothing is signed with it
      return { url, body: { timestamp, sign: hmac(`${timestamp}\n${secret}`, ''), ...body } }
    },
    code: (answer) => ({
      code: answer['code'] ?? answer['StatusCode'],
      words: answer['msg'] ?? answer['StatusMessage'],
    }),
    later: { 9499: 60, 11232: 60, 11233: 60, 11247: 60 },
  },
}

const TIMEOUT_MS = 10_000
const MOST_READ = 65_536

/** What is wrong with the address of a robot: it leads elsewhere than to its vendor, or is none of its robots. */
export type WebhookFault =
  | { code: 'foreign-host'; host: string; allowed: string }
  | { code: 'bad-webhook'; example: string }

/** Addresses are the vendor's own, by https; or at an origin the operator allows (a proxy of the company). */
export function webhookFault(
  kind: RobotKind,
  webhook: string,
  allowed: readonly string[],
): WebhookFault | undefined {
  const { hosts, path, example } = VENDORS[kind]
  if (!URL.canParse(webhook)) return { code: 'bad-webhook', example }
  const url = new URL(webhook)
  if (url.username || url.password) return { code: 'bad-webhook', example }
  if (!allowed.includes(url.origin)) {
    const isTheirs = url.protocol === 'https:' && url.port === '' && hosts.includes(url.hostname)
    if (!isTheirs) return { code: 'foreign-host', host: url.host, allowed: hosts.join(', ') }
  }
  return path.test(url.pathname) ? undefined : { code: 'bad-webhook', example }
}

/** True where robots of this kind can have a signature. */
export function signs(kind: RobotKind): boolean {
  return VENDORS[kind].signs
}

/** Tells a group something. Throws nothing: what came of it is the answer, errors inside a 200 included. */
export async function tellGroup(
  robot: Robot,
  message: Message,
  nowMs: number,
  allowed: readonly string[],
): Promise<Outcome> {
  const fault = webhookFault(robot.kind, robot.webhook, allowed)
  if (fault) return { kind: 'never', answer: fault.code }
  const vendor = VENDORS[robot.kind]
  const plain = { url: new URL(robot.webhook), body: vendor.body(message) }
  const { url, body } = robot.secret ? vendor.signed(plain.url, plain.body, robot.secret, nowMs) : plain
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'manual', // a vendor leads nowhere else
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return outcomeOf(vendor, response.status, await readSome(response), secretsOf(robot))
  } catch (thrown) {
    const { cause } = thrown as { cause?: unknown }
    return { kind: 'later', answer: answerOf(cause instanceof Error ? cause : thrown, secretsOf(robot)) }
  }
}

function outcomeOf(vendor: Vendor, status: number, text: string, secrets: readonly string[]): Outcome {
  if (status === 429 || status === 408 || status >= 500)
    return { kind: 'later', answer: answerOf(`HTTP ${status} ${text}`, secrets), waitSeconds: 60 }
  if (status !== 200) return { kind: 'never', answer: answerOf(`HTTP ${status} ${text}`, secrets) }
  const { code, words } = vendor.code(jsonOf(text))
  if (code === 0) return { kind: 'sent', answer: answerOf(words, secrets) }
  if (code === undefined) return { kind: 'later', answer: answerOf(text || 'an empty answer', secrets) }
  const answer = answerOf(`${String(code)} ${String(words)}`, secrets)
  const waitSeconds = vendor.later[String(code)]
  return waitSeconds === undefined ? { kind: 'never', answer } : { kind: 'later', answer, waitSeconds }
}

/** What may not be repeated in logs and lists: the keys of the address and the secret. */
function secretsOf({ webhook, secret }: Robot): string[] {
  const url = new URL(webhook)
  const last = url.pathname.split('/').at(-1) ?? ''
  return [...url.searchParams.values(), last.length > 8 ? last : '', secret ?? ''].filter((one) => one !== '')
}

function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('base64')
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** The beginning of an answer: who sends more is not listened to. */
async function readSome(response: Response): Promise<string> {
  let text = ''
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  while (reader) {
    const { done, value } = await reader.read()
    if (done) return text
    text += value
    if (text.length > MOST_READ) {
      await reader.cancel()
      return text.slice(0, MOST_READ)
    }
  }
  return text
}
