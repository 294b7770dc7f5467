import { afterAll, beforeAll, expect, test } from 'vitest'
import { mailReceiver } from './mail.fixture.ts'
import { sendMail } from './mail.ts'

let mail: Awaited<ReturnType<typeof mailReceiver>>
beforeAll(async () => {
  mail = await mailReceiver()
})
afterAll(() => mail.close())

test('a server that cannot show who it is gets neither the mail nor the password', async () => {
  const to = { name: '李强', address: 'a@b.c' }
  const text = {
    to,
    subject: 's',
    text: 't',
    html: 'h',
    messageId: '<1@b>',
    unsubscribe: null,
    at: new Date(0),
  }
  const server = {
    host: '127.0.0.1',
    port: mail.port,
    user: 'baton',
    password: 'falsch-falsch',
    sender: 'a@b.c',
  }
  expect(await sendMail({ ...server, security: 'starttls' }, text)).toMatchObject({ kind: 'later' })
  const refused = await sendMail({ ...server, security: 'none' }, text)
  expect(refused).toMatchObject({ kind: 'later', answer: expect.stringContaining('wrong password') })
  const injected = await sendMail(
    { ...server, password: 'richtig-richtig', security: 'none' },
    { ...text, subject: 'a\r\nBcc: x@y.z', to: { ...to, name: 'x\r\nBcc: x@y.z' } },
  )
  expect(injected.kind).toBe('sent')
  expect(mail.mails[0]?.to).toEqual(['a@b.c'])
  expect(mail.mails[0]?.headers['bcc']).toBeUndefined()
  expect(
    (
      await sendMail(
        { ...server, password: 'richtig-richtig', security: 'none' },
        { ...text, to: { name: 'x', address: 'a@b.c>\r\nRCPT TO:<x@y.z' } },
      )
    ).kind,
  ).not.toBe('sent')
})
