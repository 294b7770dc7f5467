import './without-eval.ts'
import '../kit/kit.css'
import '../kit/parts.css'
import './shell.css'
import './pages.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import { today } from '../../src/features/today/contract.ts'
import { call } from '../client/call.ts'
import { meQuery } from '../client/session.ts'
import { sessionGate } from '../client/session-gate.ts'
import { todayQuery } from '../features/today/queries.ts'
import { loadSpeech, PreferencesProvider, rememberedLanguage } from './preferences-provider.tsx'
import { makeQueryClient } from './queries.ts'
import { makeRouter } from './router.tsx'

const SessionDialog = lazy(() =>
  import('./session-dialog.tsx').then((module) => ({ default: module.SessionDialog })),
)

const place = document.getElementById('app')
if (!place) throw new Error('the page has no place for the app')

const queries = makeQueryClient()
const words = loadSpeech(rememberedLanguage())
if (['/', '/today'].includes(location.pathname)) askAhead()
const router = makeRouter(queries)
const speech = await words

createRoot(place).render(
  <PreferencesProvider first={speech}>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
      <SessionGate />
    </QueryClientProvider>
  </PreferencesProvider>,
)

/** The dialog that asks for the password again is fetched when it is needed for the first time. */
function SessionGate() {
  const shut = useSyncExternalStore(sessionGate.subscribe, sessionGate.isShut)
  return shut ? (
    <Suspense>
      <SessionDialog />
    </Suspense>
  ) : null
}

/** Home is opened most often: its page and what it shows are fetched beside the words, not after them. Whoever is not signed in is not told yet. */
function askAhead(): void {
  void import('./today-page.tsx').catch(() => {})
  void queries.prefetchQuery(meQuery)
  void queries.prefetchQuery({
    ...todayQuery,
    queryFn: ({ signal }) => call(today, { signal, quiet: true }),
    retry: false,
  })
}
