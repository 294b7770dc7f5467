import type { z } from 'zod'
import type { Context } from '../../../objects/context.ts'
import { type Robot as Address, signs, tellGroup, webhookFault } from '../../../platform/chat/robot.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { requireAdmin } from '../../permissions/index.ts'
import { poolsInForce } from '../../pools/index.ts'
import type {
  changeRobot as changeEndpoint,
  createRobot as createEndpoint,
  Robot,
  RobotKind,
  RobotScope,
} from '../contract.ts'
import * as errors from '../errors.ts'
import { TEST_WORDS } from '../rules/mail.ts'
import * as store from '../store/channels.ts'
import { answered, note } from './channels.ts'
import type { Outside } from './outside.ts'

type CreateInput = z.infer<NonNullable<typeof createEndpoint.body>>
type ChangeInput = z.infer<NonNullable<typeof changeEndpoint.body>>

/** Right: administrator. Neither addresses nor secrets are among what is answered. */
export async function listRobots({ db, viewer }: Context): Promise<{ items: Robot[] }> {
  requireAdmin(viewer)
  return { items: (await store.robots(db, null)).map(shown) }
}

/**
 * Refuses `delivery.foreign-host`, `delivery.bad-webhook`, `delivery.has-no-signature`, `delivery.unknown-department`,
 * `delivery.unknown-pool`.
 */
export async function createRobot(context: Context, outside: Outside, input: CreateInput): Promise<Robot> {
  requireAdmin(context.viewer)
  const { webhook, secret, ...rest } = input
  checkAddress(rest.kind, webhook, secret ?? null, outside)
  const id = await context.transaction(async (tx) => {
    await checkScope(tx, rest.scope)
    const values = { ...rest, ...sealed(webhook, secret ?? null, outside) }
    const made = await store.insertRobot(tx, values, context.viewer.personId, context.now)
    await note(tx, context, 'robot.created', { ...rest, robot: made })
    return made
  })
  return one(context.db, id)
}

/** What is left out stays. Where it is switched off, what waited for it is not told any more. */
export async function changeRobot(
  context: Context,
  outside: Outside,
  id: string,
  version: number,
  { webhook, secret, ...input }: ChangeInput,
): Promise<Robot> {
  requireAdmin(context.viewer)
  await context.transaction(async (tx) => {
    const before = await locked(tx, id, version)
    if (input.scope) await checkScope(tx, input.scope)
    const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
    const after = { ...before, ...given, ...changedAddress(before, outside, webhook, secret) }
    await store.updateRobot(tx, id, after, context.viewer.personId, context.now)
    if (!after.isOn) await store.silence(tx, id, context.now)
    await note(tx, context, 'robot.changed', { robot: id, ...given })
  })
  return one(context.db, id)
}

export async function removeRobot(context: Context, id: string, version: number): Promise<undefined> {
  requireAdmin(context.viewer)
  await context.transaction(async (tx) => {
    const { name } = await locked(tx, id, version)
    await store.deleteRobot(tx, id)
    await note(tx, context, 'robot.removed', { robot: id, name })
  })
}

/** Tells the group something at once, and answers what the vendor said. */
export async function testRobot(
  context: Context,
  outside: Outside,
  id: string,
): Promise<{ ok: boolean; answer: string }> {
  requireAdmin(context.viewer)
  const [found] = await store.robots(context.db, id)
  if (!found) throw errors.robotNotFound({ id })
  const lines = [{ text: TEST_WORDS[found.language], link: outside.publicUrl ?? null, mentions: [] }]
  const message = { title: GROUP_TITLE, lines, rest: () => '' }
  return answered(
    await tellGroup(addressOf(found, outside), message, Date.parse(context.now), outside.robotOrigins),
  )
}

/** Every message begins with it, so that it can be the keyword a robot demands. */
export const GROUP_TITLE = 'Baton 接力'

/** Where a robot is, opened. Refuses `delivery.sealed-by-another`. */
export function addressOf(
  { kind, webhookSealed, secretSealed }: Pick<store.RobotRow, 'kind' | 'webhookSealed' | 'secretSealed'>,
  { seal }: Pick<Outside, 'seal'>,
): Address {
  const webhook = seal().open(webhookSealed)
  const secret = secretSealed === null ? null : seal().open(secretSealed)
  if (webhook === undefined || secret === undefined) throw errors.sealedByAnother({})
  return { kind, webhook, secret }
}

/** The address and secret anew where one of them is given; what is kept is opened only where it is needed. */
function changedAddress(
  before: store.RobotRow,
  outside: Outside,
  webhook: string | undefined,
  secret: string | null | undefined,
) {
  if (webhook === undefined && secret === undefined) return {}
  const next = {
    webhook: webhook ?? addressOf({ ...before, secretSealed: null }, outside).webhook,
    secret: secret === undefined ? addressOf(before, outside).secret : secret,
  }
  checkAddress(before.kind, next.webhook, next.secret, outside)
  return sealed(next.webhook, next.secret, outside)
}

function sealed(webhook: string, secret: string | null, { seal }: Outside) {
  const { host } = new URL(webhook)
  return {
    address: `${host} …${webhook.slice(-4)}`,
    webhookSealed: seal().close(webhook),
    secretSealed: secret === null ? null : seal().close(secret),
  }
}

function checkAddress(kind: RobotKind, webhook: string, secret: string | null, outside: Outside): void {
  const fault = webhookFault(kind, webhook, outside.robotOrigins)
  if (fault?.code === 'foreign-host') throw errors.foreignHost({ host: fault.host, allowed: fault.allowed })
  if (fault) throw errors.badWebhook({ example: fault.example })
  if (secret !== null && !signs(kind)) throw errors.hasNoSignature({ kind })
}

async function checkScope(tx: Queryable, scope: RobotScope): Promise<void> {
  if (scope.kind === 'department' && !(await store.isDepartment(tx, scope.department)))
    throw errors.unknownDepartment({ id: scope.department })
  if (scope.kind === 'pool' && !(await poolsInForce(tx)).some(({ key }) => key === scope.pool))
    throw errors.unknownPool({ pool: scope.pool })
}

async function locked(tx: Queryable, id: string, version: number): Promise<store.RobotRow> {
  const current = await store.lockRobot(tx, id)
  const [found] = current ? await store.robots(tx, id) : []
  if (!current || !found) throw errors.robotNotFound({ id })
  if (current.version !== version) throw errors.stale({ yours: version, current: current.version })
  return found
}

async function one(db: Queryable, id: string): Promise<Robot> {
  const [found] = await store.robots(db, id)
  if (!found) throw errors.robotNotFound({ id })
  return shown(found)
}

function shown({ webhookSealed: _, secretSealed: __, ...robot }: store.RobotRow): Robot {
  return robot
}
