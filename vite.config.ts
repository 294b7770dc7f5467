import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Packages every screen needs; they change seldom, so they are cached on their own. */
const GROUND = /node_modules\/(react|react-dom|scheduler|@tanstack)\//

/** One piece with the word that no code is written at run time: it is loaded, and has spoken, before any contract is made. */
const CONTRACTS = /node_modules\/zod\/|without-eval\.ts$/

export default defineConfig({
  root: 'web',
  plugins: [react()],
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    // The policy allows scripts from our own address only, so nothing may be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'contracts', test: CONTRACTS },
            { name: 'ground', test: GROUND },
          ],
        },
      },
    },
  },
})
