import './without-eval.ts'
import '../kit/kit.css'
import '../kit/parts.css'
import './shell.css'
import './pages.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { loadSpeech, PreferencesProvider, rememberedLanguage } from './preferences-provider.tsx'
import { makeQueryClient } from './queries.ts'
import { makeRouter } from './router.tsx'
import { SessionDialog } from './session-dialog.tsx'

const place = document.getElementById('app')
if (!place) throw new Error('the page has no place for the app')

const queries = makeQueryClient()
const router = makeRouter(queries)
const speech = await loadSpeech(rememberedLanguage())

createRoot(place).render(
  <PreferencesProvider first={speech}>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
      <SessionDialog />
    </QueryClientProvider>
  </PreferencesProvider>,
)
