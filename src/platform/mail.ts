import { createTransport } from 'nodemailer'
import { answerOf, type Outcome } from './outcome.ts'

/** Where mail is handed over. `starttls` is demanded, not only offered. */
export type MailServer = {
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  user: string | null
  password: string | null
  /** An address, or `Name <address>`. */
  sender: string
}

export type Mail = {
  /** The same for every try, so that a server or a reader that has it already knows it again. */
  messageId: string
  to: { name: string; address: string }
  subject: string
  text: string
  html: string
  attachments?: readonly { filename: string; contentType: string; content: Buffer }[]
  /** Where its reader says that they want fewer. */
  unsubscribe: string | null
  at: Date
}

const CONNECT_MS = 8000
const SILENCE_MS = 15_000
const WHOLE_MS = 25_000 // shorter than a delivery is leased

/** Hands one mail to a server, on a connection of its own. Throws nothing: what came of it is the answer. */
export async function sendMail(server: MailServer, mail: Mail): Promise<Outcome> {
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    ...(server.user === null ? {} : { auth: { user: server.user, pass: server.password ?? '' } }),
    tls: { minVersion: 'TLSv1.2' },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    dnsTimeout: CONNECT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${WHOLE_MS / 1000} s`)), WHOLE_MS)
    })
    const { response } = await Promise.race([transport.sendMail(messageOf(server.sender, mail)), late])
    return { kind: 'sent', answer: answerOf(response) }
  } catch (thrown) {
    return outcomeOf(thrown, [server.password])
  } finally {
    clearTimeout(timer)
    transport.close()
  }
}

function messageOf(sender: string, mail: Mail) {
  return {
    from: sender,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    ...(mail.attachments ? { attachments: mail.attachments.map((one) => ({ ...one })) } : {}),
    messageId: mail.messageId,
    date: mail.at,
    ...(mail.unsubscribe ? { list: { unsubscribe: mail.unsubscribe } } : {}),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  }
}

/** Only a refusal of this mail for good (5xx to its receiver or content) is `never`; everything else may go the next time. */
function outcomeOf(thrown: unknown, secrets: readonly (string | null)[]): Outcome {
  const { code, responseCode, response } = thrown as {
    code?: string
    responseCode?: number
    response?: string
  }
  const answer = answerOf(response || thrown, secrets)
  const isOfThisMail = code === 'EENVELOPE' || code === 'EMESSAGE'
  if (isOfThisMail && (responseCode === undefined || responseCode >= 500)) return { kind: 'never', answer }
  return { kind: 'later', answer }
}
