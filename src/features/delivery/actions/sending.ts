import { randomUUID } from 'node:crypto'
import { isRefusal } from '../../../kernel/refusal.ts'
import type { Instant } from '../../../kernel/time.ts'
import type { Message } from '../../../platform/chat/message.ts'
import { tellGroup } from '../../../platform/chat/robot.ts'
import { transaction } from '../../../platform/db/transaction.ts'
import { sendMail } from '../../../platform/mail.ts'
import type { Outcome } from '../../../platform/outcome.ts'
import { workingTimesOf } from '../../availability/index.ts'
import { kindOf, type Notice, noticesFor, notify, wordsOf } from '../../notifications/index.ts'
import { DELIVERY_CHANNELS, type DeliveryChannel, type Robot, SETTINGS_PATH } from '../contract.ts'
import { groupLines, restOf } from '../rules/group.ts'
import { mailOf } from '../rules/mail.ts'
import { companySettings, settingsOf } from '../rules/settings.ts'
import { nextTryAt } from '../rules/trying.ts'
import * as channels from '../store/channels.ts'
import * as store from '../store/deliveries.ts'
import { dropRead, gather } from '../store/parts.ts'
import { companySettings as keptSettings, ownSettings } from '../store/settings.ts'
import { mailServerOf, messageIdOf } from './channels.ts'
import type { Outside } from './outside.ts'
import { planSome } from './planning.ts'
import { addressOf, GROUP_TITLE } from './robots.ts'

/** How many of one channel are sent side by side by one process: who is slow takes a place of its own channel only. */
const LANES: Readonly<Record<DeliveryChannel, number>> = { mail: 6, wecom: 6, dingtalk: 6, feishu: 6 }
const LEASE_SECONDS = 60 // longer than any try takes
const PAUSE_MS = 4000 // between two messages to a group: vendors take 20 a minute
const MOST_GATHERED = 200

/**
 * Sends what people are to be told outside the browser, in one process of however many. A turn plans, gathers and begins to send; it
 * does not wait for slow receivers, whose sending goes on beside the next turns.
 */
export class Deliverer {
  private readonly outside: Outside
  private readonly draw: () => number
  private readonly underWay = new Map<DeliveryChannel, Set<Promise<void>>>(
    DELIVERY_CHANNELS.map((channel) => [channel, new Set()]),
  )

  constructor(outside: Outside, draw: () => number = Math.random) {
    this.outside = outside
    this.draw = draw
  }

  /** Begins everything that is due at `now`. Answers how many deliveries it began. */
  async turn(now: Instant): Promise<number> {
    while ((await planSome(this.outside, now)) > 0);
    await transaction(this.outside.db, async (tx) => {
      await dropRead(tx, now)
      await gather(tx, now, PAUSE_MS, MOST_GATHERED)
    })
    let begun = 0
    for (const channel of DELIVERY_CHANNELS) begun += await this.begin(channel, now)
    return begun
  }

  /** Waits for what is being sent. */
  async rest(): Promise<void> {
    await Promise.all([...this.underWay.values()].flatMap((sending) => [...sending]))
  }

  private async begin(channel: DeliveryChannel, now: Instant): Promise<number> {
    const sending = this.underWay.get(channel) ?? new Set()
    const free = LANES[channel] - sending.size
    if (free <= 0) return 0
    const token = randomUUID()
    const claimed = await store.claim(this.outside.db, channel, free, token, now, LEASE_SECONDS)
    for (const one of claimed) {
      const work = this.carryOut(one, token, now)
        .catch((thrown) => this.outside.log.error({ err: thrown }, 'a delivery could not be carried out'))
        .finally(() => sending.delete(work))
      sending.add(work)
    }
    return claimed.length
  }

  private async carryOut(one: store.Claimed, token: string, now: Instant): Promise<void> {
    const outcome = await this.tried(one, now).catch((thrown): Outcome | undefined => {
      if (isRefusal(thrown)) return { kind: 'later', answer: thrown.code }
      throw thrown
    })
    await settle(this.outside, one, token, outcome, this.outside.clock.now(), this.draw())
  }

  private tried(one: store.Claimed, now: Instant): Promise<Outcome | undefined> {
    return one.personId
      ? mailTo(this.outside, one, one.personId, now)
      : tell(this.outside, one, one.robotId ?? '', now)
  }
}

/** Mails somebody what is due; undefined where nothing is left to be said to them. */
async function mailTo(
  outside: Outside,
  one: store.Claimed,
  personId: string,
  now: Instant,
): Promise<Outcome | undefined> {
  const context = await outside.contextFor(personId)
  const server = await mailServerOf(outside.db, outside)
  if (!context || !server) return undefined // they left, or mail was switched off
  const { viewer } = context
  const { email } = await ownSettings(outside.db, personId)
  const unread = (await noticesFor(outside.db, context, one.noticeIds)).filter(
    ({ readAt }) => readAt === null || one.attempts > 1, // a try that may have arrived is repeated as it was
  )
  if (!email || unread.length === 0) return undefined
  const times = await workingTimesOf(outside.db, context, [personId], now, now)
  const reading = {
    language: viewer.language,
    timeZone: times.get(personId)?.zone ?? context.registry.company.timeZone,
  }
  const lines = unread.map((notice) => ({
    words: wordsOf(notice, reading),
    path: notice.link,
    isUrgent: notice.urgency === 'urgent',
  }))
  const publicUrl = outside.publicUrl ?? null
  return sendMail(server, {
    ...mailOf(viewer.name, lines, viewer.language, publicUrl, SETTINGS_PATH),
    messageId: messageIdOf(one.id, outside, server),
    to: { name: viewer.name, address: email },
    unsubscribe: publicUrl && `${publicUrl}${SETTINGS_PATH}`,
    at: new Date(one.createdAt),
  })
}

/** Tells a group what is due; undefined where its robot was switched off. */
async function tell(
  outside: Outside,
  one: store.Claimed,
  robotId: string,
  now: Instant,
): Promise<Outcome | undefined> {
  const [robot] = await channels.robots(outside.db, robotId)
  if (!robot?.isOn) return undefined
  const message = await messageFor(outside, robot, one.id)
  return tellGroup(addressOf(robot, outside), message, Date.parse(now), outside.robotOrigins)
}

async function messageFor(outside: Outside, robot: Robot, deliveryId: string): Promise<Message> {
  const company = companySettings(await keptSettings(outside.db))
  const reading = { language: robot.language, timeZone: outside.registry().company.timeZone }
  const heard = (await store.groupLines(outside.db, deliveryId)).map((told) => ({
    about: told.about,
    person: told.person,
    words: wordsOf(
      { kind: told.kind, facts: factsFor(robot, told), opportunity: namedFor(robot, told) },
      reading,
    ),
    path: told.link,
    handles: told.handles,
    isPointedAt: settingsOf(company, told.own).groups[kindOf(told.kind).group].chat,
  }))
  const lines = groupLines(heard, robot.language, outside.publicUrl ?? null)
  return { title: GROUP_TITLE, lines, rest: restOf(robot.language) }
}

/** A group has readers with other rights: it hears titles, and what somebody wrote, only where an administrator said so. */
function namedFor({ showsTitles }: Robot, { number, title }: store.GroupLine) {
  if (number === null || title === null) return null
  return showsTitles ? { number, title } : { number }
}

function factsFor({ showsTitles }: Robot, { facts }: store.GroupLine): Record<string, unknown> {
  const { text: _, ...plain } = facts
  return showsTitles ? facts : plain
}

/** Notes what came of a try, where it is still ours; administrators are told, once a day, of what was given up. */
async function settle(
  outside: Outside,
  one: store.Claimed,
  token: string,
  outcome: Outcome | undefined,
  now: Instant,
  draw: number,
): Promise<void> {
  await transaction(outside.db, async (tx) => {
    if (outcome === undefined) {
      await store.end(tx, one.id, token, { state: 'dropped', error: null }, now)
      return
    }
    if (outcome.kind === 'sent') {
      await store.end(tx, one.id, token, { state: 'sent', error: null }, now)
      return
    }
    const receiver = one.personId ? 'mail' : 'robot'
    const waitSeconds = outcome.kind === 'later' ? (outcome.waitSeconds ?? 0) : 0
    const next = outcome.kind === 'later' ? nextTryAt(now, receiver, one.attempts, waitSeconds, draw) : null
    if (next !== null) {
      await store.putOff(tx, one.id, token, next, outcome.answer)
      return
    }
    const isOurs = await store.end(tx, one.id, token, { state: 'given-up', error: outcome.answer }, now)
    if (isOurs) await notify(tx, now, await complaints(outside, one, outcome.answer, now))
  })
}

async function complaints(
  { db }: Outside,
  one: store.Claimed,
  answer: string,
  now: Instant,
): Promise<Notice[]> {
  const [robot] = one.robotId ? await channels.robots(db, one.robotId) : []
  const people = await store.administrators(db)
  const about = one.robotId ?? 'mail'
  return people.map((personId) => ({
    personId,
    kind: robot ? ('delivery.robot-failing' as const) : ('delivery.mail-failing' as const),
    facts: { answer, ...(robot ? { robot: robot.name } : {}) },
    link: '/settings/notices',
    key: `delivery ${about} ${now.slice(0, 10)} ${personId}`,
  }))
}
