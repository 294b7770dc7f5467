import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Packages every screen needs; they change seldom, so they are cached on their own. */
const GROUND = /node_modules\/(react|react-dom|scheduler|@tanstack)\//

/** One piece with the word that no code is written at run time: it is loaded, and has spoken, before any contract is made. */
const CONTRACTS = /node_modules\/zod\/|without-eval\.ts$/
/** Each asset beside itself in the forms browsers take, so that the server packs nothing while somebody waits. */
function packed(): Plugin {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }
  return {
    name: 'packed',
    apply: 'build',
    writeBundle: ({ dir = '' }) => {
      const folder = join(dir, 'assets')
      for (const name of readdirSync(folder).filter((file) => /\.(js|css)$/.test(file))) {
        const bytes = readFileSync(join(folder, name))
        if (bytes.length < 1024) continue
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes, quality))
        writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes))
      }
    },
  }
}

export default defineConfig({
  root: 'web',
  plugins: [react(), packed()],
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
