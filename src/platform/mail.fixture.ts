import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export type Received = {
  to: string[]
  headers: Record<string, string>
  subject: string
  text: string
  html: string
  /** What is attached, as text. */
  files: { name: string; text: string }[]
}

/** A mail server on this machine. `answer` decides about each mail: words of a refusal with their code, or `drop` the connection. */
export async function mailReceiver() {
  const mails: Received[] = []
  const state: {
    answer: ((to: string) => { code: number; words: string } | 'drop' | undefined) | undefined
  } = { answer: undefined }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) =>
      password === 'richtig-richtig'
        ? done(null, { user: username })
        : done(Object.assign(new Error('wrong password'), { responseCode: 535 })),
    onRcptTo: ({ address }, _session, done) => {
      const answer = state.answer?.(address)
      if (answer && answer !== 'drop' && answer.code === 550)
        done(Object.assign(new Error(answer.words), { responseCode: 550 }))
      else done()
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        const answer = state.answer?.(to[0] ?? '')
        if (answer && answer !== 'drop')
          return done(Object.assign(new Error(answer.words), { responseCode: answer.code }))
        mails.push(readMail(to, Buffer.concat(chunks).toString('latin1')))
        // it has arrived, but whoever sent it never learns that
        if (answer === 'drop') dropAll(server)
        else done()
      })
    },
  })
  server.on('error', () => {}) // a connection we dropped
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.server.address() as AddressInfo
  return { mails, state, port, close: () => new Promise<void>((done) => server.close(done)) }
}

function dropAll(server: SMTPServer): void {
  const { connections } = server as unknown as { connections: Set<{ _socket: { destroy(): void } }> }
  for (const one of connections) one._socket.destroy()
}

/** What stands in a mail, read by the rules of MIME and none of ours. */
function readMail(to: string[], raw: string): Received {
  const [head = '', ...body] = raw.split('\r\n\r\n')
  const headers = headersOf(head)
  const leaves = leavesOf(headers, body.join('\r\n\r\n'))
  const isFile = (of: Record<string, string>) => of['content-disposition']?.startsWith('attachment') === true
  const part = (type: string) =>
    leaves.find((leaf) => !isFile(leaf.headers) && leaf.headers['content-type']?.startsWith(type))?.text ?? ''
  return {
    to,
    headers,
    subject: wordsOf(headers['subject'] ?? ''),
    text: part('text/plain'),
    html: part('text/html'),
    files: leaves
      .filter((leaf) => isFile(leaf.headers))
      .map((leaf) => ({ name: fileNameOf(leaf.headers['content-disposition'] ?? ''), text: leaf.text })),
  }
}

/** The parts that are no containers of others. */
function leavesOf(
  headers: Record<string, string>,
  content: string,
): { headers: Record<string, string>; text: string }[] {
  const type = headers['content-type'] ?? ''
  const boundary = /^multipart\/.*boundary="?([^";]+)/.exec(type)?.[1]
  if (boundary === undefined)
    return [{ headers, text: decoded(headers['content-transfer-encoding'] ?? '', content) }]
  return content
    .split(`--${boundary}`)
    .slice(1, -1)
    .flatMap((one) => {
      const [head = '', ...rest] = one.split('\r\n\r\n')
      return leavesOf(headersOf(head), rest.join('\r\n\r\n').replace(/\r\n$/, ''))
    })
}

/** A file's name, in one piece or in several by RFC 2231. */
function fileNameOf(disposition: string): string {
  const plain = /filename="?([^";]+)"?/.exec(disposition)?.[1]
  if (plain) return wordsOf(plain)
  const pieces = [...disposition.matchAll(/filename\*\d*\*?=([^;]+)/g)].map(([, piece]) => piece ?? '')
  return decodeURIComponent(pieces.join('').replace(/^utf-8''/i, ''))
}

function headersOf(head: string): Record<string, string> {
  const lines = head
    .trim()
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  )
}

function decoded(encoding: string, content: string): string {
  if (encoding === 'base64') return Buffer.from(content, 'base64').toString('utf8')
  if (encoding !== 'quoted-printable') return Buffer.from(content, 'latin1').toString('utf8')
  return quotedPrintable(content.replace(/=\r\n/g, ''))
}

function quotedPrintable(text: string): string {
  return Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')
}

function wordsOf(header: string): string {
  return header
    .replace(/\?= =\?/g, '?==?')
    .replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, form: string, text: string) =>
      form.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('latin1')
        : text
            .replaceAll('_', ' ')
            .replace(/=([0-9A-F]{2})/g, (__, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    )
    .replace(/[\x80-\xff]+/g, (bytes) => Buffer.from(bytes, 'latin1').toString('utf8'))
}
