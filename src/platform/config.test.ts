import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

describe('the environment', () => {
  test('may be empty, and an empty variable counts as not given', () => {
    const names = [
      'PORT',
      'HOST',
      'BATON_HOME',
      'DATABASE_URL',
      'BATON_LOG',
      'BATON_SLOW_MS',
      'BATON_PUBLIC_URL',
    ]
    const more = ['BATON_METRICS_TOKEN', 'BATON_TRUSTED_PROXIES', 'BATON_ADMIN_EMAIL', 'BATON_ADMIN_PASSWORD']
    const empty = Object.fromEntries([...names, ...more].map((name) => [name, '']))
    expect(readConfig(empty)).toEqual(readConfig({}))
    expect(readConfig({})).toMatchObject({ port: 3000, host: '127.0.0.1', logLevel: 'info', slowMs: 500 })
  })
  test.each([
    ['PORT', '70000', /PORT is "70000"/],
    ['PORT', '-1', /PORT is "-1"/],
    ['PORT', '3000x', /PORT is "3000x"/],
    ['HOST', 'http://localhost', /HOST is "http:/],
    ['HOST', '0.0.0.0 ', /HOST is "0.0.0.0 "/],
    ['BATON_HOME', ' /var/lib/baton', /BATON_HOME is " /],
    ['DATABASE_URL', 'localhost:5432', /DATABASE_URL must look like/],
    ['DATABASE_URL', 'postgres:///baton', /DATABASE_URL must look like/],
    ['DATABASE_URL', 'postgres://baton:a#b@host/baton', /DATABASE_URL must look like/],
    ['BATON_PUBLIC_URL', 'baton.example.com', /BATON_PUBLIC_URL is/],
    ['BATON_PUBLIC_URL', 'ftp://baton.example.com', /BATON_PUBLIC_URL is/],
    ['BATON_PUBLIC_URL', 'https://example.com/baton', /without a path/],
    ['BATON_LOG', 'loud', /BATON_LOG is "loud"/],
    ['BATON_SLOW_MS', '0', /BATON_SLOW_MS is "0"/],
    ['BATON_METRICS_TOKEN', 'short', /BATON_METRICS_TOKEN must be/],
    ['BATON_TRUSTED_PROXIES', '10.0.0.0/33', /BATON_TRUSTED_PROXIES is/],
    ['BATON_TRUSTED_PROXIES', 'proxy.example.com', /BATON_TRUSTED_PROXIES is/],
    ['BATON_TRUSTED_PROXIES', '10.0.0.1,', /BATON_TRUSTED_PROXIES is/],
    ['BATON_TRUSTED_PROXIES', 'loopback 10.0.0.1', /BATON_TRUSTED_PROXIES is/],
    ['BATON_ADMIN_EMAIL', 'admin@example.com', /together or not at all/],
    ['BATON_SECRET_KEY', 'short', /BATON_SECRET_KEY must be/],
    ['BATON_ROBOT_ORIGINS', 'https://a.example/path', /BATON_ROBOT_ORIGINS has/],
    ['BATON_SMTP_HOST', 'mail.example.com', /BATON_MAIL_FROM must be/],
  ])('%s = "%s" is refused in one sentence', (name, value, sentence) => {
    expect(() => readConfig({ [name]: value })).toThrow(sentence)
  })
  test('that names an administrator is refused where the rest of the set-up is wrong', () => {
    const given = { BATON_ADMIN_EMAIL: 'a@example.com', BATON_ADMIN_PASSWORD: 'correct horse 9' }
    expect(() => readConfig({ ...given, BATON_ADMIN_EMAIL: 'nobody' })).toThrow(/e-mail address/)
    expect(() => readConfig({ ...given, BATON_COMPANY_TYPE: 'huge' })).toThrow(/start-up or growing/)
    expect(() => readConfig({ ...given, BATON_COMPANY: 'x'.repeat(101) })).toThrow(/at most 100/)
  })
  test('names a mail server whole, and by its usual port', () => {
    const given = { BATON_SMTP_HOST: 'mail.example.com', BATON_MAIL_FROM: 'Baton <b@example.com>' }
    expect(readConfig({}).mail).toBeUndefined()
    expect(readConfig(given).mail).toMatchObject({ port: 587, security: 'starttls', user: null })
    expect(readConfig({ ...given, BATON_SMTP_SECURITY: 'tls' }).mail).toMatchObject({ port: 465 })
    for (const bad of [
      { BATON_SMTP_PORT: '0' },
      { BATON_SMTP_SECURITY: 'ssl' },
      { BATON_SMTP_USER: 'x' },
      { BATON_MAIL_FROM: 'x' },
    ])
      expect(() => readConfig({ ...given, ...bad }), JSON.stringify(bad)).toThrow(Object.keys(bad)[0])
    expect(readConfig({ BATON_ROBOT_ORIGINS: 'https://a.example/, http://b:81' }).robotOrigins).toEqual([
      'https://a.example',
      'http://b:81',
    ])
  })
  test('never has its password repeated', () => {
    const read = () => readConfig({ DATABASE_URL: 'postgres//baton:hunter22@host' })
    expect(read).toThrow(expect.objectContaining({ message: expect.not.stringContaining('hunter22') }))
  })
})

describe('a trusted proxy', () => {
  const trusts = (text: string) => {
    const trusted = readConfig({ BATON_TRUSTED_PROXIES: text }).trustedProxies
    return (address: string, hop = 0) => trusted?.(address, hop)
  }
  test('is one of the networks named, in either way of writing an address', () => {
    const trust = trusts('loopback, 10.1.0.0/16, 2001:db8::7')
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.1.200.3', '2001:db8::7'])
      expect(trust(address), address).toBe(true)
    for (const address of ['10.2.0.1', '2001:db8::8', '192.0.2.1', 'unknown', ''])
      expect(trust(address), address).toBe(false)
  })
  test('may stand behind another one', () => {
    expect(trusts('private')('192.168.7.7', 3)).toBe(true)
  })
  test('is nobody where none is said', () => {
    expect(trusts('none')('127.0.0.1')).toBe(false)
  })
})
