/** By which names a chat may know somebody. */
export type Handles = {
  mobile: string | null
  wecom: string | null
  dingtalk: string | null
  feishu: string | null
}

/** One line of a message: a sentence, where it leads, and whom the group is to be pointed at. */
export type Line = { text: string; link: string | null; mentions: readonly Handles[] }

/** What a group is told: plain words, whatever the chat makes of them. `rest` says how many lines were left out. */
export type Message = { title: string; lines: readonly Line[]; rest: (count: number) => string }

const BYTES = { wecom: 4000, wecomText: 2000, dingtalk: 18_000, feishu: 18_000 } // what each takes is a little more

/** 企业微信: markdown, or plain text where somebody is known by mobile only, whom markdown cannot name. */
export function wecomBody(message: Message): object {
  const byMobile = message.lines.some((line) => line.mentions.some((one) => !one.wecom && one.mobile))
  return byMobile ? wecomText(message) : wecomMarkdown(message)
}

function wecomMarkdown({ title, lines, rest }: Message): object {
  const content = fitted(BYTES.wecom, `**${inert(title)}**`, lines, rest, (line) => {
    const names = line.mentions.flatMap(({ wecom }) => (wecom ? [` <@${wecom}>`] : []))
    return `> ${linked(line)}${names.join('')}`
  })
  return { msgtype: 'markdown', markdown: { content } }
}

function wecomText({ title, lines, rest }: Message): object {
  const content = fitted(BYTES.wecomText, inert(title), lines, rest, ({ text, link }) =>
    link ? `${inert(text)}\n${link}` : inert(text),
  )
  const mentions = lines.flatMap((line) => line.mentions)
  return {
    msgtype: 'text',
    text: {
      content,
      mentioned_list: unique(mentions.map(({ wecom }) => wecom)),
      mentioned_mobile_list: unique(mentions.map(({ wecom, mobile }) => (wecom ? null : mobile))),
    },
  }
}

/** 钉钉: markdown; whoever is pointed at stands in the text as well, else nothing comes of it. */
export function dingtalkBody({ title, lines, rest }: Message): object {
  const nameOf = ({ dingtalk, mobile }: Handles) => dingtalk ?? mobile
  const text = fitted(BYTES.dingtalk, `#### ${inert(title)}\n`, lines, rest, (line) => {
    const names = line.mentions.flatMap((one) => (nameOf(one) ? [` @${nameOf(one)}`] : []))
    return `- ${linked(line)}${names.join('')}`
  })
  const mentions = lines.flatMap((line) => line.mentions)
  return {
    msgtype: 'markdown',
    markdown: { title: inert(title), text },
    at: {
      atUserIds: unique(mentions.map(({ dingtalk }) => dingtalk)),
      atMobiles: unique(mentions.map(({ dingtalk, mobile }) => (dingtalk ? null : mobile))),
      isAtAll: false,
    },
  }
}

/** 飞书: rich text, whose pieces are texts, links and people. */
export function feishuBody({ title, lines, rest }: Message): object {
  const rows = lines.map(({ text, link, mentions }) => [
    link ? { tag: 'a', text, href: link } : { tag: 'text', text },
    ...unique(mentions.map(({ feishu }) => feishu)).map((id) => ({ tag: 'at', user_id: id })),
  ])
  const body = (count: number) => {
    const left = rows.length - count
    const content = [...rows.slice(0, count), ...(left > 0 ? [[{ tag: 'text', text: rest(left) }]] : [])]
    return { msg_type: 'post', content: { post: { zh_cn: { title, content } } } }
  }
  let count = rows.length
  while (count > 0 && bytesOf(JSON.stringify(body(count))) > BYTES.feishu) count -= 1
  return body(count)
}

/** The head and as many lines as there is room for; how many were left out stands at the end. */
function fitted(
  most: number,
  head: string,
  lines: readonly Line[],
  rest: Message['rest'],
  written: (line: Line) => string,
): string {
  const texts = lines.map(written)
  for (let count = texts.length; ; count--) {
    const left = texts.length - count
    const whole = [head, ...texts.slice(0, count), ...(left > 0 ? [rest(left)] : [])].join('\n')
    if (count === 0 || bytesOf(whole) <= most) return whole
  }
}

function linked({ text, link }: Line): string {
  return link ? `[${inert(text)}](${link.replaceAll('(', '%28').replaceAll(')', '%29')})` : inert(text)
}

const SIGNS = '[]()<>*_`~@|\\'
const WIDE: Readonly<Record<string, string>> = Object.fromEntries(
  [...SIGNS].map((sign) => [sign, String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0)]),
)

/** Words that stay words: signs with which a chat would make links, names or headings become their wide likenesses. */
function inert(text: string): string {
  return text
    .replace(/[[\]()<>*_`~@|\\]/g, (sign) => WIDE[sign] ?? sign)
    .replace(/[\r\n]+/g, ' ')
    .replace(/^[#>\s-]+/, '')
}

function unique(names: readonly (string | null)[]): string[] {
  return [...new Set(names.filter((name) => name !== null && name !== ''))] as string[]
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text)
}
