import { expect, test } from 'vitest'
import { createLog } from './log.ts'

function lines(write: (log: ReturnType<typeof createLog>) => void): string {
  let text = ''
  const log = createLog('debug', {
    write: (line) => {
      text += line
    },
  })
  write(log)
  return text
}

test('a secret is hidden wherever it stands under its name', () => {
  const secret = 'correct horse battery'
  const text = lines((log) => {
    log.info({
      password: secret,
      token: secret,
      body: { newPassword: secret },
      req: { headers: { cookie: secret } },
    })
    log.info({
      headers: { authorization: secret, 'set-cookie': secret },
      config: { database: { url: secret } },
    })
  })
  expect(text).not.toContain(secret)
  expect(text.match(/\[hidden\]/g)?.length).toBe(7)
})

test('an error is told without the rows and parameters it carries', () => {
  const fault = Object.assign(new Error('duplicate key'), {
    code: '23505',
    constraint_name: 'person_email',
    detail: 'Key (email)=(lin@example.com) already exists.',
    where: 'lin@example.com',
    parameters: ['lin@example.com'],
    query: 'lin@example.com',
    cause: Object.assign(new TypeError('Invalid URL'), { input: 'postgres://lin@example.com' }),
  })
  const text = lines((log) => log.error({ err: fault }, 'fault'))
  expect(text).not.toContain('lin@example.com')
  expect(JSON.parse(text)).toMatchObject({
    msg: 'fault',
    err: {
      message: 'duplicate key',
      code: '23505',
      constraint_name: 'person_email',
      cause: { type: 'TypeError', message: 'Invalid URL' },
    },
  })
})

test('a password in an address and a key of ours are hidden in a message too', () => {
  const text = lines((log) => {
    log.error({ err: new Error('cannot reach postgres://baton:hunter22@db:5432/baton') })
    log.error({ err: new Error('btn_abcdefghijklmnopqrstuvwxyz is no key') })
    log.error({ err: 'postgres://baton:hunter22@db:5432/baton' })
  })
  expect(text).not.toContain('hunter22')
  expect(text).not.toContain('abcdefghijklmnop')
  expect(text).toContain('postgres://baton:[hidden]@db:5432/baton')
})

test('hiding leaves a line what it is: JSON with everything else in it', () => {
  const text = lines((log) =>
    log.info({ at: 'http://host', mail: 'a@b.cc', list: ['x://y', 'c:d@e'] }, 'a: b@c'),
  )
  expect(JSON.parse(text)).toMatchObject({
    at: 'http://host',
    mail: 'a@b.cc',
    list: ['x://y', 'c:d@e'],
    msg: 'a: b@c',
  })
})
