import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { type FastifyInstance, fastify } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveWeb } from './web-files.ts'

const SCRIPT = `export const text = '${'x'.repeat(2000)}'`
let app: FastifyInstance
const folder = mkdtempSync(join(tmpdir(), 'baton-web-'))
beforeAll(async () => {
  mkdirSync(join(folder, 'assets'))
  mkdirSync(join(folder, '.vite'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Baton</title>')
  writeFileSync(join(folder, 'baton.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  writeFileSync(join(folder, '.vite', 'manifest.json'), '{}')
  writeFileSync(join(folder, 'assets', 'app-1.js'), SCRIPT)
  writeFileSync(join(folder, 'assets', 'app-1.js.br'), brotliCompressSync(SCRIPT))
  app = fastify()
  await serveWeb(app, folder)
})
afterAll(async () => {
  await app?.close()
  rmSync(folder, { recursive: true, force: true })
})

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })

describe('the web app', () => {
  test('is found at the address of every page, and asked for anew each time', async () => {
    for (const url of ['/', '/today', '/opportunities/018f?view=board']) {
      const answer = await get(url)
      expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-cache'])
      expect(answer.body).toContain('<title>Baton</title>')
    }
  })
  test('has scripts that browsers keep for ever, packed before anybody asks', async () => {
    const plain = await get('/assets/app-1.js')
    expect(plain.body).toBe(SCRIPT)
    const packed = await get('/assets/app-1.js', { 'accept-encoding': 'gzip, br' })
    expect(packed.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(packed.rawPayload).toString()).toBe(SCRIPT)
    for (const { headers } of [plain, packed]) {
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
      expect(headers['content-type']).toContain('javascript')
    }
  })
  test('has no file but those a page needs', async () => {
    expect((await get('/baton.svg')).statusCode).toBe(200)
    for (const url of ['/assets/app-2.js', '/.vite/manifest.json', '/assets/../../secret.txt', '/robots.txt'])
      expect((await get(url)).statusCode, url).toBe(404)
  })
})
