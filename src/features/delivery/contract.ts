import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { NOTICE_GROUPS } from '../notifications/contract.ts'

const byId = z.object({ id: z.uuid() })
const group = z.enum(NOTICE_GROUPS)

export const MAIL_WAYS = ['at-once', 'digest', 'never'] as const
const way = z.strictObject({ mail: z.enum(MAIL_WAYS), chat: z.boolean() })
export type NoticeWay = z.infer<typeof way>

const minute = z.int().min(0).max(1439)

/** How somebody wants to be told beside the browser. */
export const noticeSettings = z.strictObject({
  /** By mail at once, in the daily digest or never; whether groups in chat name them (@). */
  groups: z.record(group, way),
  /** The hour of their day at which the digest is sent. */
  digestHour: z.int().min(0).max(23),
  /** When nothing is sent: minutes after midnight in their zone, over midnight too; `daysOff`: nor on a day they do not work. */
  quiet: z.strictObject({ from: minute, until: minute, daysOff: z.boolean() }).nullable(),
  /** What is urgent (something of theirs has run out and goes up) is sent in quiet hours too. */
  urgentBreaksQuiet: z.boolean(),
})
export type NoticeSettings = z.infer<typeof noticeSettings>

/** The same with only what differs from the company’s. */
export const ownNoticeSettings = z.strictObject({
  groups: z.partialRecord(group, way).optional(),
  digestHour: noticeSettings.shape.digestHour.optional(),
  quiet: noticeSettings.shape.quiet.optional(),
  urgentBreaksQuiet: z.boolean().optional(),
})
export type OwnNoticeSettings = z.infer<typeof ownNoticeSettings>

const handle = z
  .string()
  .trim()
  .regex(/^[\w.@+-]{1,64}$/)
  .nullable()

/** By which name each chat knows somebody, so that a group can name them. */
export const chatHandles = z.strictObject({
  mobile: z
    .string()
    .trim()
    .regex(/^\+?\d{5,20}$/)
    .nullable(),
  wecom: handle,
  dingtalk: handle,
  feishu: handle,
})
export type ChatHandles = z.infer<typeof chatHandles>

const settingsAnswer = z.object({
  /** What holds for me: mine over the company’s. */
  settings: noticeSettings,
  own: ownNoticeSettings,
  company: noticeSettings,
  handles: chatHandles,
  /** Where mails go, and the zone my hours are counted in. */
  email: z.string().nullable(),
  timeZone: z.string(),
})
export type NoticeSettingsAnswer = z.infer<typeof settingsAnswer>

/** The page where somebody says how they want to be told; mails lead there. */
export const SETTINGS_PATH = '/account/notices'

export const readNoticeSettings = endpoint({
  method: 'GET',
  path: '/notice-settings',
  summary: 'How I am told beside the browser: mine, the company’s, and what holds',
  result: settingsAnswer,
})

export const changeNoticeSettings = endpoint({
  method: 'PUT',
  path: '/notice-settings',
  summary: 'How I want to be told; what is left out is as the company has it. What waits to be sent follows',
  body: z.strictObject({ own: ownNoticeSettings, handles: chatHandles.optional() }),
  status: 200,
  result: settingsAnswer,
})

export const readCompanyNoticeSettings = endpoint({
  method: 'GET',
  path: '/notice-settings/company',
  summary: 'How people are told who said nothing of their own',
  result: noticeSettings,
})

export const changeCompanyNoticeSettings = endpoint({
  method: 'PUT',
  path: '/notice-settings/company',
  summary: 'Changes it for everybody who said nothing of their own; administrators',
  body: noticeSettings,
  status: 200,
  result: noticeSettings,
})

const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u)

/** Where mail is handed over. Ports are those of mail: an administrator cannot knock elsewhere in the network with it. */
export const MAIL_PORTS = [25, 465, 587, 2525] as const
export const MAIL_SECURITY = ['tls', 'starttls', 'none'] as const

const mailServer = {
  host: z
    .string()
    .trim()
    .toLowerCase()
    .max(253)
    .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/),
  port: z.int().min(1).max(65_535),
  /** `tls`: from the first byte (465); `starttls`: asked for and demanded (587); `none`: in the clear, within one's own network. */
  security: z.enum(MAIL_SECURITY),
  user: line(200).nullable(),
  /** What is written as sender: an address, or `Baton <baton@example.com>`. */
  sender: line(300),
}

export const mailChannel = z.object({
  /** `environment`: set by the operator and not to be changed here; `none`: no mail is sent. */
  source: z.enum(['environment', 'settings', 'none']),
  server: z.object({ ...mailServer, hasPassword: z.boolean() }).nullable(),
  /** Without a public address of this system mails cannot lead back to it. */
  publicUrl: z.string().nullable(),
  waiting: z.int(),
  lastError: z.string().nullable(),
})
export type MailChannel = z.infer<typeof mailChannel>

export const readMailChannel = endpoint({
  method: 'GET',
  path: '/channels/mail',
  summary: 'Through which server mail is sent; administrators. The password is never shown',
  result: mailChannel,
})

export const changeMailChannel = endpoint({
  method: 'PUT',
  path: '/channels/mail',
  summary: 'Names the server; a password that is left out stays, null takes it away',
  body: z.strictObject({
    ...mailServer,
    port: mailServer.port.refine((port) => (MAIL_PORTS as readonly number[]).includes(port)),
    password: z.string().min(1).max(500).nullable().optional(),
  }),
  status: 200,
  result: mailChannel,
})

export const removeMailChannel = endpoint({
  method: 'DELETE',
  path: '/channels/mail',
  summary: 'No mail is sent any more',
})

/** What came of a test: `answer` is what the receiver said, in its own words. */
const tested = z.object({ ok: z.boolean(), answer: z.string() })

export const testMailChannel = endpoint({
  method: 'POST',
  path: '/channels/mail/test',
  summary: 'Sends a message to the administrator who asks, at once, and answers what the server said',
  status: 200,
  result: tested,
})

export const ROBOT_KINDS = ['wecom', 'dingtalk', 'feishu'] as const
export type RobotKind = (typeof ROBOT_KINDS)[number]

/** Whose notices a group is told: of everybody, of a department and those below it, or about what lies in a pool. */
const scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('company') }),
  z.strictObject({ kind: z.literal('department'), department: z.uuid() }),
  z.strictObject({ kind: z.literal('pool'), pool: line(60) }),
])
export type RobotScope = z.infer<typeof scope>

const robotSettings = {
  name: line(60),
  scope,
  groups: z.array(group).min(1).max(NOTICE_GROUPS.length),
  language: z.enum(['zh', 'en']),
  /** Whether the titles of opportunities are told; else their numbers, since a group has readers with other rights. */
  showsTitles: z.boolean(),
  isOn: z.boolean(),
}
const webhook = z
  .string()
  .trim()
  .max(1000)
  .regex(/^https?:\/\/\S+$/)
const secret = line(200)

export const robot = z.object({
  id: z.uuid(),
  version: z.int(),
  kind: z.enum(ROBOT_KINDS),
  ...robotSettings,
  /** The host it is at and the end of its key; the whole address is a secret and never shown. */
  address: z.string(),
  hasSecret: z.boolean(),
  waiting: z.int(),
  lastSentAt: z.string().nullable(),
  lastError: z.string().nullable(),
})
export type Robot = z.infer<typeof robot>

export const listRobots = endpoint({
  method: 'GET',
  path: '/channels/robots',
  summary: 'Robots of groups in 企业微信, 钉钉 and 飞书, with how they fare; administrators',
  result: z.object({ items: z.array(robot) }),
})

export const createRobot = endpoint({
  method: 'POST',
  path: '/channels/robots',
  summary: 'Adds a robot by the address its vendor gives',
  body: z.strictObject({
    kind: z.enum(ROBOT_KINDS),
    ...robotSettings,
    webhook,
    /** The secret of its signature (加签, 签名校验); 企业微信 has none. */
    secret: secret.nullable().optional(),
  }),
  result: robot,
})

export const changeRobot = endpoint({
  method: 'PATCH',
  path: '/channels/robots/:id',
  summary: 'Changes a robot; address and secret stay where they are left out',
  ifMatch: true,
  params: byId,
  body: z.strictObject({
    name: robotSettings.name.optional(),
    scope: scope.optional(),
    groups: robotSettings.groups.optional(),
    language: robotSettings.language.optional(),
    showsTitles: z.boolean().optional(),
    isOn: z.boolean().optional(),
    webhook: webhook.optional(),
    secret: secret.nullable().optional(),
  }),
  result: robot,
})

export const removeRobot = endpoint({
  method: 'DELETE',
  path: '/channels/robots/:id',
  summary: 'Removes a robot with what waits for it',
  ifMatch: true,
  params: byId,
})

export const testRobot = endpoint({
  method: 'POST',
  path: '/channels/robots/:id/test',
  summary: 'Sends a message to the group, at once, and answers what the vendor said',
  params: byId,
  status: 200,
  result: tested,
})

export const DELIVERY_STATES = ['waiting', 'sent', 'given-up', 'dropped'] as const

export const DELIVERY_CHANNELS = ['mail', ...ROBOT_KINDS] as const
export type DeliveryChannel = (typeof DELIVERY_CHANNELS)[number]

/** One message to one receiver, with everything that was due together. */
export const deliveryItem = z.object({
  id: z.uuid(),
  channel: z.enum(DELIVERY_CHANNELS),
  /** A person, or the name of a robot. */
  receiver: z.string(),
  state: z.enum(DELIVERY_STATES),
  notices: z.int(),
  attempts: z.int(),
  createdAt: z.string(),
  nextTryAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** What the receiver said last, where it did not go well. */
  lastError: z.string().nullable(),
})
export type DeliveryItem = z.infer<typeof deliveryItem>

export const listDeliveries = endpoint({
  method: 'GET',
  path: '/deliveries',
  summary: 'What is sent, waits or could not be sent, newest first; administrators',
  query: z.object({
    state: z.enum(DELIVERY_STATES).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor: z.string().max(400).optional(),
  }),
  result: z.object({ items: z.array(deliveryItem), next: z.string().optional() }),
})

export const retryDelivery = endpoint({
  method: 'PUT',
  path: '/deliveries/:id/retry',
  summary: 'Tries at once what waits or was given up, under the same message id',
  params: byId,
})
