import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Outlet,
  redirect,
  useRouter,
} from '@tanstack/react-router'
import { isProblem } from '../client/problem.ts'
import { meQuery } from '../client/session.ts'
import { setUpQuery } from '../features/identity/queries.ts'
import { ErrorNote } from '../kit/error-note.tsx'
import { startOf } from './navigation.tsx'
import { NothingHere } from './nothing-here.tsx'
import { type Page, pages } from './routes.tsx'
import { Shell } from './shell.tsx'
import { WindowTitle } from './window-title.tsx'

type RouterContext = { queries: QueryClient }

const root = createRootRouteWithContext<RouterContext>()({
  component: () => (
    <>
      <WindowTitle />
      <Outlet />
    </>
  ),
})

/** Everything inside needs a session; without one the way leads to set-up or sign-in, and back. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  beforeLoad: async ({ context: { queries }, location }) => {
    try {
      await queries.ensureQueryData(meQuery)
    } catch (thrown) {
      if (!isProblem(thrown) || thrown.status !== 401) throw thrown
      const { needed } = await queries.fetchQuery(setUpQuery)
      throw needed
        ? redirect({ to: '/set-up' })
        : redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } })
    }
  },
})

const start = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: async ({ context: { queries } }) => {
    throw redirect({ to: startOf(await queries.ensureQueryData(meQuery)), replace: true })
  },
})

const routeOf = ({ path, component, outside, title }: Page) =>
  createRoute({
    getParentRoute: () => (outside ? root : (inside as unknown as typeof root)),
    path,
    component,
    staticData: { title },
  })

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    title?: Page['title']
  }
}

/** The router over all pages. Search values in addresses are plain texts, readable and short. */
export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([
      ...pages.filter((page) => page.outside).map(routeOf),
      inside.addChildren([start, ...pages.filter((page) => !page.outside).map(routeOf)]),
    ]),
    context: { queries },
    defaultPreload: 'intent',
    defaultPendingMs: 400,
    defaultPendingComponent: () => <div className="page-pending" aria-busy="true" />,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NothingHere,
    scrollRestoration: true,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: searchText,
  })
}

function searchText(search: Readonly<Record<string, unknown>>): string {
  const kept = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
  return kept.length ? `?${new URLSearchParams(kept.map(([name, value]) => [name, String(value)]))}` : ''
}

function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <div className="page">
      <ErrorNote error={error} onRetry={retry} />
    </div>
  )
}
