import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApi, testApi } from '../../../test/api.ts'
import { openWorld, type World } from '../../../test/world.ts'
import { createApplication } from '../../app/application.ts'
import { proxiesFrom, type TrustedProxies } from './proxies.ts'

describe('the client’s address', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world?.close())
  const CLIENT = '198.51.100.7'

  /** The address that is noted for a session which came from `remoteAddress` with this header. */
  async function noted(
    own: { publicUrl?: string; trustedProxies?: TrustedProxies | undefined },
    remoteAddress: string,
    forwarded: string,
  ): Promise<string> {
    const { db } = world.api.application
    const application = await createApplication({ url: world.api.url, logLevel: 'silent', ...own })
    try {
      await db`delete from sign_in_failure`
      await application.http.inject({
        method: 'POST',
        url: '/api/v1/session',
        headers: { 'x-baton-csrf': '1', 'x-forwarded-for': forwarded },
        remoteAddress,
        payload: { email: 'nobody@example.com', password: 'wrong' },
      })
      const [row] = await db<{ ip: string }[]>`select ip from sign_in_failure`
      return row?.ip ?? ''
    } finally {
      await application.close()
    }
  }

  test('is the one next to us where no proxy is known', async () => {
    expect(await noted({}, '127.0.0.1', CLIENT)).toBe('127.0.0.1')
  })
  test('is told by the proxy of an https address, where that stands in a private network', async () => {
    const own = { publicUrl: 'https://baton.example' }
    expect(await noted(own, '172.18.0.5', CLIENT)).toBe(CLIENT)
    expect(await noted(own, '172.18.0.5', `10.9.9.9, ${CLIENT}`), 'what the client made up').toBe(CLIENT)
    expect(await noted(own, '203.0.113.9', CLIENT), 'somebody who went round the proxy').toBe('203.0.113.9')
  })
  test('is told by the proxies that are named, also two in a row', async () => {
    const own = { trustedProxies: proxiesFrom('203.0.113.0/24,loopback') }
    expect(await noted(own, '127.0.0.1', `10.9.9.9, ${CLIENT}, 203.0.113.4`)).toBe(CLIENT)
    expect(await noted(own, '172.18.0.5', CLIENT), 'a private network is not named').toBe('172.18.0.5')
  })
  test('is nobody’s to tell where none is trusted, whatever the public address', async () => {
    const own = { publicUrl: 'https://baton.example', trustedProxies: proxiesFrom('none') }
    expect(await noted(own, '127.0.0.1', CLIENT)).toBe('127.0.0.1')
  })
})

describe('a page behind a proxy', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await testApi({ publicUrl: 'https://baton.example' })
  })
  afterAll(() => api?.close())

  test('changes things from its public address, and from no other', async () => {
    const status = async (origin: string) =>
      (
        await api.application.http.inject({
          method: 'POST',
          url: '/api/v1/session',
          headers: { 'x-baton-csrf': '1', origin, host: '127.0.0.1:3000' },
          payload: { email: 'nobody@example.com', password: 'wrong' },
        })
      ).statusCode
    expect(await status('https://baton.example')).toBe(401)
    expect(await status('https://elsewhere.example')).toBe(403)
  })
})
