import { expect, test } from 'vitest'
import { dingtalkBody, feishuBody, type Message, wecomBody } from './message.ts'
import { webhookFault } from './robot.ts'

const nobody = { mobile: null, wecom: null, dingtalk: null, feishu: null }
const message = (text: string, more: Partial<Message['lines'][number]> = {}, count = 1): Message => ({
  title: 'Baton',
  lines: Array.from({ length: count }, () => ({
    text,
    link: 'https://b.example/x(1)',
    mentions: [],
    ...more,
  })),
  rest: (left) => `+${left}`,
})
const HOSTILE = '# a\n> [x](http://evil) <@all> @all **b** `c` <font color="red">'

test('what people typed makes no link, no name and no heading in a chat', () => {
  const shown =
    '[a ＞ ［x］（http://evil） ＜＠all＞ ＠all ＊＊b＊＊ ｀c｀ ＜font color="red"＞](https://b.example/x%281%29)'
  expect(wecomBody(message(HOSTILE))).toEqual({
    msgtype: 'markdown',
    markdown: { content: `**Baton**\n> ${shown}` },
  })
  expect(dingtalkBody(message(HOSTILE))).toMatchObject({
    markdown: { title: 'Baton', text: `#### Baton\n\n- ${shown}` },
    at: { atMobiles: [], atUserIds: [], isAtAll: false },
  })
  expect(feishuBody(message(HOSTILE))).toEqual({
    msg_type: 'post',
    content: {
      post: {
        zh_cn: { title: 'Baton', content: [[{ tag: 'a', text: HOSTILE, href: 'https://b.example/x(1)' }]] },
      },
    },
  })
})

test('people are named as each chat knows them; 企业微信 names mobiles in plain text only', () => {
  const mentions = [
    { ...nobody, mobile: '13800001111' },
    { ...nobody, mobile: '13900002222', wecom: 'w', dingtalk: 'd', feishu: 'ou_1' },
  ]
  expect(wecomBody(message('a', { mentions }))).toEqual({
    msgtype: 'text',
    text: {
      content: 'Baton\na\nhttps://b.example/x(1)',
      mentioned_list: ['w'],
      mentioned_mobile_list: ['13800001111'],
    },
  })
  expect(dingtalkBody(message('a', { mentions }))).toMatchObject({
    markdown: { text: expect.stringContaining(') @13800001111 @d') },
    at: { atUserIds: ['d'], atMobiles: ['13800001111'] },
  })
  expect(JSON.stringify(feishuBody(message('a', { mentions })))).toContain('{"tag":"at","user_id":"ou_1"}')
})

test('a message fits its chat, and says how many lines it left out', () => {
  const long = message('超时'.repeat(50), {}, 100)
  const { markdown } = wecomBody(long) as { markdown: { content: string } }
  expect(Buffer.byteLength(markdown.content)).toBeLessThanOrEqual(4096)
  expect(markdown.content).toMatch(/\n\+\d+$/)
  for (const body of [dingtalkBody(long), feishuBody(long)]) {
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(20_000)
    expect(JSON.stringify(body)).toMatch(/\+\d+"/)
  }
})

test('an origin the operator allows is allowed with the path of its kind only', () => {
  const allowed = ['http://127.0.0.1:8080']
  expect(webhookFault('dingtalk', 'http://127.0.0.1:8080/robot/send?access_token=1', allowed)).toBeUndefined()
  expect(webhookFault('dingtalk', 'http://127.0.0.1:8080/admin', allowed)?.code).toBe('bad-webhook')
  expect(webhookFault('dingtalk', 'http://127.0.0.1:8081/robot/send', allowed)?.code).toBe('foreign-host')
  expect(webhookFault('feishu', 'https://open.feishu.cn/open-apis/bot/v2/hook/a-b', [])).toBeUndefined()
  expect(webhookFault('feishu', 'ftp://open.feishu.cn/open-apis/bot/v2/hook/a-b', [])?.code).toBe(
    'foreign-host',
  )
  expect(webhookFault('feishu', 'nonsense', [])?.code).toBe('bad-webhook')
})
