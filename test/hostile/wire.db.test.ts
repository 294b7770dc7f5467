import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { secureHeaders } from '../../src/platform/http/secure-headers.ts'
import { serveWeb } from '../../src/platform/http/web-files.ts'
import type { Client } from '../api.ts'
import { openWorld, type World, wanted } from '../world.ts'
import { nested } from './poison.ts'

const home = mkdtempSync(join(tmpdir(), 'baton-wire-'))
let world: World
let address: string
let admin: Client
beforeAll(async () => {
  world = await openWorld({ home })
  admin = world.admin
  address = await world.api.application.http.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  await world?.close()
  rmSync(home, { recursive: true, force: true })
})

/** The first line answered to bytes that need be no HTTP at all; `''` where the connection is just closed. */
function spoken(bytes: string | Buffer, base = address): Promise<string> {
  return new Promise((done) => {
    let text = ''
    const socket = connect(Number(new URL(base).port), '127.0.0.1', () => socket.write(bytes))
    socket.setTimeout(4000, () => socket.destroy())
    socket.on('data', (data) => {
      text += data.toString('latin1')
    })
    socket.on('error', () => {})
    socket.on('close', () => done(text))
  })
}
const firstLine = async (bytes: string | Buffer, base?: string) =>
  (await spoken(bytes, base)).split('\r\n')[0] ?? ''
const LIVES = 'GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'

describe('what is no HTTP', () => {
  const cases: [string, string | Buffer, RegExp][] = [
    ['noise', Buffer.from(Array.from({ length: 2000 }, (_, i) => (i * 37) % 256)), /^HTTP\/1\.1 400/],
    ['a TLS greeting', Buffer.from('16030100c8010000c403035d', 'hex'), /^HTTP\/1\.1 400/],
    ['an endless header', `GET / HTTP/1.1\r\nx: ${'a'.repeat(200_000)}\r\n\r\n`, /^HTTP\/1\.1 431|^$/],
    ['endless headers', `GET / HTTP/1.1\r\n${'x: a\r\n'.repeat(20_000)}\r\n`, /^HTTP\/1\.1 4(00|31)|^$/],
    [
      'two lengths',
      'POST /api/v1/session HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\ncontent-length: 9\r\n\r\n{}',
      /400/,
    ],
    [
      'a length and chunks',
      'POST /api/v1/session HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      /400/,
    ],
    [
      'a chunk of nonsense',
      'POST /api/v1/session HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
      /400/,
    ],
    ['a negative length', 'POST /api/v1/session HTTP/1.1\r\nhost: a\r\ncontent-length: -5\r\n\r\n', /400/],
    ['a broken header', 'GET / HTTP/1.1\r\nhost: a\r\nx\0y: 1\r\n\r\n', /400/],
    [
      'a folded header',
      'GET /healthz HTTP/1.1\r\nhost: a\r\nx: 1\r\n 2\r\nconnection: close\r\n\r\n',
      /^HTTP\/1\.1 (200|400)/,
    ],
    [
      'a path of broken bytes',
      'GET /api/v1/%ff%fe/%c0%ae HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
      /^HTTP\/1\.1 4/,
    ],
    [
      'an endless path',
      `GET /api/v1/${'a'.repeat(12_000)} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`,
      /^HTTP\/1\.1 4/,
    ],
    ['a method of its own', 'BREW / HTTP/1.1\r\nhost: a\r\n\r\n', /^HTTP\/1\.1 4/],
    ['TRACE', 'TRACE / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n', /^HTTP\/1\.1 4/],
    ['no host', 'GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n', /^HTTP\/1\.1 (200|400)/],
  ]
  test.each(cases)('%s is refused, and the next is served', async (_name, bytes, line) => {
    const began = performance.now()
    expect(await firstLine(bytes)).toMatch(line)
    expect(performance.now() - began).toBeLessThan(2000)
    expect(await firstLine(LIVES)).toBe('HTTP/1.1 200 OK')
  })
})

describe('a body', () => {
  const raw = (payload: string | Buffer, type = 'application/json', url = '/api/v1/opportunities') =>
    world.api.application.http.inject({
      method: 'POST',
      url,
      headers: { ...admin.headers, 'content-type': type },
      payload,
    })
  test('that reaches for prototypes changes none', async () => {
    for (const payload of [
      '{"__proto__":{"admin":true},"title":"a","companyName":"b"}',
      '{"constructor":{"prototype":{"admin":true}},"title":"a","companyName":"b"}',
      '{"title":"a","companyName":"b","amount":{"__proto__":{"currency":"CNY"},"amount":1}}',
      '{"title":{"__proto__":{"x":1}}}',
      '{"title":"a","companyName":"b","toString":"x","hasOwnProperty":"y"}',
    ]) {
      const { statusCode } = await raw(payload)
      expect(statusCode, payload).toBeGreaterThanOrEqual(400)
      expect(statusCode, payload).toBeLessThan(500)
    }
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
    expect(({} as Record<string, unknown>)['currency']).toBeUndefined()
  })
  test('whose records are called like parts of every object finds none of them', async () => {
    for (const word of ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty']) {
      for (const path of [
        `/${word}`,
        `/opportunities?sort=${word}`,
        `/opportunities?fields=${word}`,
        `/opportunities?filter=${word}%20%3D%3D%201`,
        `/opportunities/aggregate?groupBy=${word}`,
        `/opportunities/aggregate?measures=sum:${word}`,
        `/views?object=${word}`,
        `/insights/breakdown?by=${word}`,
        `/definitions/objects/${word}/fields`,
        `/opportunities/${admin.personId}/files/${word}`,
      ]) {
        const { status } = await admin.get(path)
        expect(status, path).not.toBe(500)
        if (!path.startsWith('/views')) expect(status, path).toBeGreaterThanOrEqual(400)
      }
      const role = {
        label: { zh: '甲', en: 'a' },
        grants: JSON.parse(`{"${word}":{"rights":["see"],"scope":"all"}}`),
      }
      expect((await admin.post('/roles', role)).status, word).toBeGreaterThanOrEqual(400)
      expect((await admin.post('/roles', role)).status, word).toBeLessThan(500)
    }
  })
  test('nested deeper than any contract, in any place, is refused at once', async () => {
    for (const depth of [41, 200, 4000]) {
      const began = performance.now()
      const { statusCode } = await raw(`{"title":${JSON.stringify(nested(depth))}}`)
      expect([400, 422]).toContain(statusCode)
      expect(performance.now() - began).toBeLessThan(1000)
    }
    const flat = `{"title":"x",${Array.from({ length: 60_000 }, (_, i) => `"k${i}":1`).join(',')}}`
    const began = performance.now()
    expect((await raw(flat)).statusCode).toBe(422)
    expect(performance.now() - began).toBeLessThan(2000)
  })
  test('of another type, of a type with tricks, or in a strange alphabet is refused', async () => {
    for (const type of [
      'application/json; charset=utf-7',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'multipart/form-data; boundary=',
      'application/json, text/html',
      'application/xml',
      `text/${'a'.repeat(9000)}`,
    ]) {
      const { statusCode } = await raw('+ADw-script', type)
      expect(statusCode, type.slice(0, 60)).toBeGreaterThanOrEqual(400)
      expect(statusCode, type.slice(0, 60)).toBeLessThan(500)
    }
  })
  test('of a form that breaks off, repeats or has no end is refused', async () => {
    const type = 'multipart/form-data; boundary=X'
    const file = (name: string) =>
      `--X\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\na,b\r\n1,2\r\n`
    const field = (name: string, value: string) =>
      `--X\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    const forms = [
      '',
      '--X',
      '--X--',
      field('object', 'opportunity'),
      file('a.csv'),
      `${field('object', 'opportunity')}${file('a.csv')}`,
      `${field('__proto__', 'opportunity')}${file('a.csv')}--X--\r\n`,
      `${field('object', '__proto__')}${file('a.csv')}--X--\r\n`,
      `${field('object', 'x'.repeat(2_000_000))}${file('a.csv')}--X--\r\n`,
      `${Array.from({ length: 100 }, (_, i) => field(`f${i}`, 'x')).join('')}${file('a.csv')}--X--\r\n`,
      `${field('object', 'opportunity')}${file('a.csv')}${file('b.csv')}--X--\r\n`,
      `${field('object', 'opportunity')}${file('\0.csv')}--X--\r\n`,
      `${field('object', 'opportunity')}${file(`${'長'.repeat(4000)}.csv`)}--X--\r\n`,
      `${field('object', 'opportunity')}--X\r\n${'x-a: b\r\n'.repeat(3000)}\r\n--X--\r\n`,
    ]
    for (const url of ['/api/v1/imports', '/api/v1/files']) {
      for (const [i, form] of forms.entries()) {
        const began = performance.now()
        const { statusCode, body } = await raw(Buffer.from(form), type, url)
        expect(statusCode, `${url} ${i} ${body}`).not.toBe(500)
        expect(performance.now() - began, `${url} ${i}`).toBeLessThan(2000)
      }
    }
  })
})

describe('a file', () => {
  async function upload(name: string, content: string) {
    const form = new FormData()
    form.append('file', new File([content], name, { type: 'text/html' }))
    const answer = await fetch(`${address}/api/v1/files`, {
      method: 'POST',
      headers: admin.headers,
      body: form,
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  test('is only ever a file to keep: its own type, no guessing, never shown in the page', async () => {
    const label = { zh: '附件', en: 'File' }
    await wanted(
      admin.post('/definitions/objects/opportunity/fields', { name: 'attached', type: 'file', label }),
    )
    for (const name of [
      'a.txt',
      '../../../../etc/passwd.txt',
      'x"; filename="b.html.txt',
      'a\r\nx-evil: 1.txt',
      '\u202egnp.txt',
    ]) {
      const { status, body: card } = await upload(name, '<script>alert(1)</script>')
      expect(status, name).toBe(201)
      const id = await world.opportunity(admin, { attached: card })
      const answer = await fetch(`${address}/api/v1/opportunities/${id}/files/attached`, {
        headers: admin.headers,
      })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('content-disposition')).toMatch(
        /^attachment; filename\*=UTF-8''[\w.%!~*'()-]+$/,
      )
      expect(answer.headers.get('x-evil')).toBeNull()
      expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    }
  })
  test('that a browser would run or draw as a page is not kept', async () => {
    for (const name of [
      'a.html',
      'a.svg',
      'a.xhtml',
      'a.js',
      'a.exe',
      'a.pdf.html',
      'a.HTML',
      'a',
      '.htaccess',
      'a.txt\0.html',
      'a.shtml',
    ])
      expect((await upload(name, 'x')).status, name).toBe(422)
  })
})

describe('the web app', () => {
  const folder = mkdtempSync(join(tmpdir(), 'baton-web-'))
  const app = fastify({ forceCloseConnections: true })
  let base = ''
  beforeAll(async () => {
    mkdirSync(join(folder, 'web/assets'), { recursive: true })
    writeFileSync(join(folder, 'web/index.html'), '<!doctype html>the page')
    writeFileSync(join(folder, 'web/assets/a-1.js'), 'script')
    writeFileSync(join(folder, 'secret.txt'), 'SECRET')
    writeFileSync(join(folder, 'web/.hidden.txt'), 'SECRET')
    app.addHook('onSend', secureHeaders(true))
    await serveWeb(app, join(folder, 'web'))
    base = await app.listen({ port: 0, host: '127.0.0.1' })
  })
  afterAll(async () => {
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  })
  test('gives nothing from outside its folder, however the way there is written', async () => {
    const up = [
      '../',
      '..%2f',
      '%2e%2e/',
      '%2e%2e%2f',
      '..%5c',
      '..\\',
      '%252e%252e%252f',
      '%c0%ae%c0%ae/',
      '....//',
      './../',
    ]
    for (const step of up) {
      for (const path of [
        `/${step}secret.txt`,
        `/assets/${step}${step}secret.txt`,
        `/assets/${step}${step}${step}${step}${step}etc/passwd.txt`,
      ]) {
        const text = await spoken(`GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`, base)
        expect(text, path).toMatch(/^HTTP\/1\.1 (200|400|403|404)/)
        expect(text, path).not.toContain('SECRET')
        expect(text, path).not.toContain('root:')
      }
    }
    for (const path of [
      '/.hidden.txt',
      '/%00.txt',
      '/assets/',
      '/assets',
      '//etc/passwd.txt',
      'http://127.0.0.1/../secret.txt',
    ]) {
      const text = await spoken(`GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`, base)
      expect(text, path).not.toContain('SECRET')
      expect(text, path).not.toMatch(/^HTTP\/1\.1 5/)
    }
  })
  test('sends every page with a policy that runs scripts of its own only, none written into the page', async () => {
    const { headers } = await fetch(`${base}/opportunities/anything`)
    const policy = Object.fromEntries(
      (headers.get('content-security-policy') ?? '').split('; ').map((part) => {
        const [name = '', ...sources] = part.split(' ')
        return [name, sources.join(' ')]
      }),
    )
    expect(policy).toMatchObject({
      'default-src': "'self'",
      'script-src': "'self'",
      'object-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
      'connect-src': "'self'",
    })
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('strict-transport-security')).toContain('max-age=31536000')
  })
})
