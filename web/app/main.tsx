import './without-eval.ts'
import '../kit/kit.css'
import '../kit/parts.css'
import './shell.css'
import './pages.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { meQuery } from '../client/session.ts'
import { todayQuery } from '../features/today/queries.ts'
import { loadSpeech, PreferencesProvider, rememberedLanguage } from './preferences-provider.tsx'
import { makeQueryClient } from './queries.ts'
import { makeRouter } from './router.tsx'
import { SessionDialog } from './session-dialog.tsx'

const place = document.getElementById('app')
if (!place) throw new Error('the page has no place for the app')

const queries = makeQueryClient()
const words = loadSpeech(rememberedLanguage())
if (['/', '/today'].includes(location.pathname)) void askAhead().catch(() => {}) // the page asks again and says why
const router = makeRouter(queries)
const speech = await words

createRoot(place).render(
  <PreferencesProvider first={speech}>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
      <SessionDialog />
    </QueryClientProvider>
  </PreferencesProvider>,
)

/** Home is opened most often: its page and what it shows are fetched beside the words, not after them. */
async function askAhead(): Promise<void> {
  void import('./today-page.tsx')
  await queries.ensureQueryData(meQuery)
  await queries.prefetchQuery(todayQuery)
}
