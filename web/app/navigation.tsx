import {
  AlertOutlined,
  CalendarOutlined,
  ContactsOutlined,
  DeleteOutlined,
  FunnelPlotOutlined,
  ImportOutlined,
  InboxOutlined,
  RiseOutlined,
  SettingOutlined,
  ShopOutlined,
  SwapOutlined,
  TeamOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import { type Me, mayDo } from '../client/session.ts'
import type { MessageKey } from '../kit/text.tsx'
import { INSIGHTS } from './insight-places.ts'
import type { Place } from './places-frame.tsx'
import { pages } from './routes.tsx'

export type NavigationEntry = {
  path: string
  label: MessageKey
  icon: ReactNode
  /** Places that belong to it: where one of them is open, so is it. */
  places?: readonly Place[]
  /** Shown only to those for whom it is of use. */
  shownTo?: (me: Me) => boolean
}

const ENTRIES: readonly NavigationEntry[] = [
  { path: '/today', label: 'app.today', icon: <CalendarOutlined /> },
  {
    path: '/opportunities',
    label: 'app.opportunities',
    icon: <RiseOutlined />,
    shownTo: (me) => mayDo(me, 'opportunity', 'see'),
  },
  {
    path: '/accounts',
    label: 'app.accounts',
    icon: <ShopOutlined />,
    shownTo: (me) => mayDo(me, 'account', 'see'),
  },
  {
    path: '/contacts',
    label: 'app.contacts',
    icon: <ContactsOutlined />,
    shownTo: (me) => mayDo(me, 'contact', 'see'),
  },
  {
    path: '/pools',
    label: 'pools.title',
    icon: <InboxOutlined />,
    shownTo: (me) => mayDo(me, 'opportunity', 'claim') || mayDo(me, 'opportunity', 'takeBack'),
  },
  { path: '/hand-overs', label: 'app.hand-overs', icon: <SwapOutlined /> },
  {
    path: '/board',
    label: 'app.board',
    icon: <TeamOutlined />,
    shownTo: (me) => mayDo(me, 'opportunity', 'see'),
  },
  { path: '/findings', label: 'app.findings', icon: <AlertOutlined /> },
  { path: '/reports', label: 'app.reports', icon: <FunnelPlotOutlined />, places: INSIGHTS },
  {
    path: '/import',
    label: 'app.import',
    icon: <ImportOutlined />,
    shownTo: (me) => mayDo(me, 'opportunity', 'create'),
  },
  {
    path: '/bin',
    label: 'app.bin',
    icon: <DeleteOutlined />,
    shownTo: (me) => mayDo(me, 'opportunity', 'see'),
  },
  {
    path: '/settings',
    label: 'app.settings',
    icon: <SettingOutlined />,
    shownTo: (me) => me.rights.admin,
  },
]

/** What `me` finds in the navigation: pages that exist and are of use to them, in order. */
export function navigationOf(me: Me): readonly NavigationEntry[] {
  const existing = new Set(pages.map((page) => page.path))
  return ENTRIES.filter((entry) => existing.has(entry.path) && (entry.shownTo?.(me) ?? true))
}

/** Where the app starts for `me`. */
export function startOf(me: Me): string {
  return navigationOf(me)[0]?.path ?? '/account'
}

/** Whether one of the places that belong to an entry, or something below it, is open at an address. */
export function isWithin({ places = [] }: NavigationEntry, pathname: string): boolean {
  return places.some(({ path }) => pathname === path || pathname.startsWith(`${path}/`))
}
