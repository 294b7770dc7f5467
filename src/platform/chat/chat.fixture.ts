import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

type Told = {
  vendor: 'wecom' | 'dingtalk' | 'feishu'
  key: string
  body: Record<string, never> & { [name: string]: unknown }
}
type Answering = (told: Told) => { status?: number; body: unknown } | 'hang' | undefined

/**
 * Groups of 企业微信, 钉钉 and 飞书 on this machine, which check what they get as the vendors' pages say: form, size, signature, times.
 * What is not as documented is answered as the vendors do.
 */
export async function groupReceiver(secrets: Record<string, string>, nowMs: () => number) {
  const told: Told[] = []
  const state: { answer: Answering | undefined } = { answer: undefined }
  const hanging: (() => void)[] = []
  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const url = new URL(request.url ?? '/', 'http://x')
      const say = (status: number, body: unknown) => {
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(JSON.stringify(body))
      }
      const one = readTold(url, JSON.parse(text) as Record<string, unknown>)
      if (!one) return say(404, {})
      const asked = state.answer?.(one)
      if (asked === 'hang') return hanging.push(() => say(500, {}))
      if (asked) return say(asked.status ?? 200, asked.body)
      const refused = refusalOf(one, url, secrets[one.key], nowMs(), text)
      if (refused) return say(200, refused)
      told.push(one)
      say(200, one.vendor === 'feishu' ? { code: 0, msg: 'success', data: {} } : { errcode: 0, errmsg: 'ok' })
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    told,
    state,
    hanging,
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function readTold(url: URL, body: Record<string, unknown>): Told | undefined {
  const told = (vendor: Told['vendor'], key: string | null) => ({
    vendor,
    key: key ?? '',
    body: body as Told['body'],
  })
  if (url.pathname === '/cgi-bin/webhook/send') return told('wecom', url.searchParams.get('key'))
  if (url.pathname === '/robot/send') return told('dingtalk', url.searchParams.get('access_token'))
  const hook = /^\/open-apis\/bot\/v2\/hook\/(.+)$/.exec(url.pathname)?.[1]
  return hook ? told('feishu', hook) : undefined
}

/** What the vendor's page says is wrong with it; undefined where nothing is. */
function refusalOf(
  { vendor, body }: Told,
  url: URL,
  secret: string | undefined,
  nowMs: number,
  text: string,
): unknown {
  const bytes = Buffer.byteLength(text)
  const base64 = (key: string, message: string) => createHmac('sha256', key).update(message).digest('base64')
  if (vendor === 'wecom') {
    const {
      msgtype,
      markdown,
      text: plain,
    } = body as never as { msgtype: string; markdown?: { content: string }; text?: { content: string } }
    const content = msgtype === 'markdown' ? markdown?.content : plain?.content
    const most = msgtype === 'markdown' ? 4096 : 2048
    if (!content || Buffer.byteLength(content) > most)
      return { errcode: 40058, errmsg: 'markdown.content exceed max length' }
    return undefined
  }
  if (vendor === 'dingtalk') {
    const { msgtype, markdown } = body as never as {
      msgtype: string
      markdown?: { title: string; text: string }
    }
    if (msgtype !== 'markdown' || !markdown?.title || !markdown.text || bytes > 20_000)
      return { errcode: 400106, errmsg: 'param error' }
    if (!secret) return undefined
    const timestamp = url.searchParams.get('timestamp') ?? ''
    const isInTime = /^\d{13}$/.test(timestamp) && Math.abs(nowMs - Number(timestamp)) <= 3_600_000
    const isSigned = url.searchParams.get('sign') === base64(secret, `${timestamp}\n${secret}`)
    return isInTime && isSigned ? undefined : { errcode: 310000, errmsg: 'sign not match' }
  }
  const { msg_type, content, timestamp, sign } = body as never as {
    msg_type: string
    content?: { post?: { zh_cn?: { title: string; content: unknown[][] } } }
    timestamp?: string
    sign?: string
  }
  const rows = content?.post?.zh_cn?.content
  if (msg_type !== 'post' || !Array.isArray(rows) || !rows.every(Array.isArray) || bytes > 20_480)
    return { code: 9499, msg: 'Bad Request' }
  if (!secret) return undefined
  const isInTime = /^\d{10}$/.test(timestamp ?? '') && Math.abs(nowMs / 1000 - Number(timestamp)) <= 3600
  return isInTime && sign === base64(`${timestamp}\n${secret}`, '')
    ? undefined
    : { code: 19021, msg: 'sign match fail or timestamp is not within one hour from current time' }
}
