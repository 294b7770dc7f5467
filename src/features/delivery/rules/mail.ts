import { escaped } from '../../../kernel/html.ts'
import { type Language, shortened } from '../../../kernel/text.ts'

/** One thing a mail tells of: a sentence, and the path it leads to. */
export type MailLine = { words: string; path: string; isUrgent: boolean }
export type MailText = { subject: string; text: string; html: string }

const MOST_LINES = 30 // the rest is a number; the browser has it all
const MOST_SUBJECT = 120

const WORDS = {
  zh: {
    hello: (name: string) => `${name}，您好：`,
    many: (count: number) => `${count} 件事等您看`,
    rest: (count: number) => `还有 ${count} 件，请在 Baton 里查看。`,
    open: '打开',
    settings: '修改邮件通知方式',
    foot: '这封邮件由 Baton 接力自动发出，请勿回复。',
  },
  en: {
    hello: (name: string) => `Hello ${name},`,
    many: (count: number) => `${count} things for you`,
    rest: (count: number) => `and ${count} more in Baton.`,
    open: 'Open',
    settings: 'Change what you get by mail',
    foot: 'Sent by Baton; please do not answer.',
  },
} as const

/**
 * A mail about one thing or many, as text and HTML. Whatever people typed stands in it as text: nothing of it is a header, a tag or
 * a link. Without a public address there are no links.
 */
export function mailOf(
  name: string,
  lines: readonly MailLine[],
  language: Language,
  publicUrl: string | null,
  settingsPath: string,
): MailText {
  const words = WORDS[language]
  const shown = lines.slice(0, MOST_LINES)
  const left = lines.length - shown.length
  const first = lines[0]?.words ?? ''
  const subject =
    lines.length === 1 ? first : `${words.many(lines.length)}${language === 'zh' ? '：' : ': '}${first}`
  const address = (path: string) => (publicUrl === null ? null : `${publicUrl}${path}`)
  const settings = address(settingsPath)
  return {
    subject: shortened(subject, MOST_SUBJECT),
    text: [
      words.hello(name),
      '',
      ...shown.flatMap(({ words: line, path }) => [
        `• ${line}`,
        ...(address(path) ? [`  ${address(path)}`] : []),
        '',
      ]),
      ...(left > 0 ? [words.rest(left), ''] : []),
      '—',
      words.foot,
      ...(settings ? [`${words.settings}${language === 'zh' ? '：' : ': '}${settings}`] : []),
    ].join('\n'),
    html: `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${escaped(shortened(subject, MOST_SUBJECT))}</title></head>
<body style="margin:0;padding:24px;font:15px/1.6 -apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif">
<div style="max-width:600px;margin:0 auto">
<p>${escaped(words.hello(name))}</p>
${shown.map((line) => htmlLine(line, address(line.path), words.open)).join('\n')}
${left > 0 ? `<p>${escaped(words.rest(left))}</p>` : ''}
<p style="margin-top:32px;font-size:12px;opacity:.7">${escaped(words.foot)}${
      settings ? `<br><a href="${escaped(settings)}">${escaped(words.settings)}</a>` : ''
    }</p>
</div></body></html>`,
  }
}

function htmlLine({ words, isUrgent }: MailLine, address: string | null, open: string): string {
  const edge = isUrgent ? '#cf1322' : '#3f6ad8'
  const link = address ? `<br><a href="${escaped(address)}" style="font-size:13px">${escaped(open)}</a>` : ''
  return `<p style="margin:12px 0;padding:8px 14px;border-left:3px solid ${edge}">${escaped(words)}${link}</p>`
}

export const TEST_WORDS: Readonly<Record<Language, string>> = {
  zh: '这是一条测试消息：能看到它，就说明发送成功了。',
  en: 'This is a test: if you can read it, sending works.',
}
