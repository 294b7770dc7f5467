import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import * as contract from '../../../src/features/delivery/contract.ts'
import { call } from '../../client/call.ts'

export type {
  ChatHandles,
  DeliveryItem,
  MailChannel,
  NoticeSettings,
  NoticeSettingsAnswer,
  OwnNoticeSettings,
  Robot,
  RobotKind,
} from '../../../src/features/delivery/contract.ts'

export const myWaysQuery = queryOptions({
  queryKey: ['notice-settings', 'mine'],
  queryFn: ({ signal }) => call(contract.readNoticeSettings, { signal }),
})

export function saveMyWays(own: contract.OwnNoticeSettings, handles?: contract.ChatHandles) {
  return call(contract.changeNoticeSettings, { body: { own, ...(handles ? { handles } : {}) } })
}

export const companyWaysQuery = queryOptions({
  queryKey: ['notice-settings', 'company'],
  queryFn: ({ signal }) => call(contract.readCompanyNoticeSettings, { signal }),
})

export function saveCompanyWays(body: contract.NoticeSettings) {
  return call(contract.changeCompanyNoticeSettings, { body })
}

export const mailQuery = queryOptions({
  queryKey: ['channels', 'mail'],
  queryFn: ({ signal }) => call(contract.readMailChannel, { signal }),
})

export type MailGiven = Parameters<typeof saveMail>[0]
export function saveMail(body: {
  host: string
  port: number
  security: (typeof contract.MAIL_SECURITY)[number]
  user: string | null
  sender: string
  password?: string | null
}) {
  return call(contract.changeMailChannel, { body })
}

export function removeMail() {
  return call(contract.removeMailChannel)
}

export function tryMail() {
  return call(contract.testMailChannel)
}

export const robotsQuery = queryOptions({
  queryKey: ['channels', 'robots'],
  queryFn: ({ signal }) => call(contract.listRobots, { signal }),
})

export type RobotGiven = Pick<
  contract.Robot,
  'name' | 'scope' | 'groups' | 'language' | 'showsTitles' | 'isOn'
> & { webhook?: string; secret?: string | null }

export function addRobot(kind: contract.RobotKind, { webhook = '', ...rest }: RobotGiven) {
  return call(contract.createRobot, {
    body: { kind, webhook, ...rest },
    idempotencyKey: crypto.randomUUID(),
  })
}

export function saveRobot({ id, version }: contract.Robot, body: RobotGiven) {
  return call(contract.changeRobot, { params: { id }, body, ifMatch: version })
}

export function removeRobot({ id, version }: contract.Robot) {
  return call(contract.removeRobot, { params: { id }, ifMatch: version })
}

export function tryRobot(id: string) {
  return call(contract.testRobot, { params: { id } })
}

export type DeliveryState = (typeof contract.DELIVERY_STATES)[number]
export function deliveriesQuery(state: DeliveryState | undefined) {
  return infiniteQueryOptions({
    queryKey: ['channels', 'deliveries', state],
    queryFn: ({ pageParam, signal }) =>
      call(contract.listDeliveries, {
        query: { limit: 30, ...(state ? { state } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
}

export function retry(id: string) {
  return call(contract.retryDelivery, { params: { id } })
}
