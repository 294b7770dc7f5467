import { escaped } from '../../../kernel/html.ts'
import { type Language, shortened } from '../../../kernel/text.ts'
import { cellText, type Sheet } from './sheet.ts'

/** One report of a letter: its table, or why there is none. */
export type LetterPart = { title: string; period: string; sheet: Sheet | null; refused: string | null }
export type LetterText = { subject: string; text: string; html: string }
type Place = { publicUrl: string | null; path: string; endPath: string }

const MOST_ROWS = 30 // of a table in the body; the attachment and the page have all
const MOST_SUBJECT = 120

const WORDS = {
  zh: {
    hello: (name: string) => `${name}，您好：`,
    own: '数字只统计您有权查看的商机。',
    open: '在 Baton 里打开',
    rest: (count: number) => `还有 ${count} 行，见附件或页面。`,
    nothing: '没有符合条件的数据。',
    refused: (why: string) => `这张报表没有数字：${why}`,
    end: '不再接收这封邮件',
    foot: '这封邮件由 Baton 接力按计划自动发出，请勿回复。',
    colon: '：',
  },
  en: {
    hello: (name: string) => `Hello ${name},`,
    own: 'The figures count only the opportunities you may see.',
    open: 'Open in Baton',
    rest: (count: number) => `${count} more lines are in the attachment and on the page.`,
    nothing: 'Nothing fits.',
    refused: (why: string) => `There are no figures of this report: ${why}`,
    end: 'Stop receiving this mail',
    foot: 'Sent by Baton as scheduled; please do not answer.',
    colon: ': ',
  },
} as const

/** A mail with the tables of one report or of a dashboard's. What people typed stands in it as text: none of it is a header or a tag. */
export function letterOf(
  name: string,
  title: string,
  parts: readonly LetterPart[],
  language: Language,
  { publicUrl, path, endPath }: Place,
): LetterText {
  const words = WORDS[language]
  const link = publicUrl && `${publicUrl}${path}`
  const end = publicUrl && `${publicUrl}${endPath}`
  return {
    subject: shortened(title.replace(/\s+/g, ' '), MOST_SUBJECT),
    text: [
      words.hello(name),
      '',
      ...parts.flatMap((part) => [...textOf(part, language), '']),
      words.own,
      ...(link ? [`${words.open}${words.colon}${link}`] : []),
      '',
      '—',
      words.foot,
      ...(end ? [`${words.end}${words.colon}${end}`] : []),
    ].join('\n'),
    html: `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${escaped(shortened(title, MOST_SUBJECT))}</title></head>
<body style="margin:0;padding:24px;font:15px/1.6 -apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif">
<div style="max-width:840px;margin:0 auto">
<p>${escaped(words.hello(name))}</p>
${parts.map((part) => htmlOf(part, language)).join('\n')}
<p>${escaped(words.own)}${link ? `<br><a href="${escaped(link)}">${escaped(words.open)}</a>` : ''}</p>
<p style="margin-top:32px;font-size:12px;opacity:.7">${escaped(words.foot)}${end ? `<br><a href="${escaped(end)}">${escaped(words.end)}</a>` : ''}</p>
</div></body></html>`,
  }
}

function textOf({ title, period, sheet, refused }: LetterPart, language: Language): string[] {
  const words = WORDS[language]
  const head = period ? `${title} · ${period}` : title
  if (!sheet) return [`■ ${head}`, words.refused(refusedWords(refused, language))]
  if (sheet.rows.length === 0) return [`■ ${head}`, words.nothing]
  const { shown, left } = cut(sheet)
  return [
    `■ ${head}`,
    sheet.headings.join(' | '),
    ...shown.map((row) => row.map((cell) => cellText(cell, language)).join(' | ')),
    sheet.foot.map((cell) => cellText(cell, language)).join(' | '),
    ...(left > 0 ? [words.rest(left)] : []),
  ]
}

const CELL = 'padding:4px 10px;border-bottom:1px solid #8884'

function htmlOf({ title, period, sheet, refused }: LetterPart, language: Language): string {
  const words = WORDS[language]
  const head = `<h2 style="margin:24px 0 4px;font-size:17px">${escaped(title)}</h2>${
    period ? `<p style="margin:0 0 8px;font-size:13px;opacity:.7">${escaped(period)}</p>` : ''
  }`
  if (!sheet) return `${head}<p>${escaped(words.refused(refusedWords(refused, language)))}</p>`
  if (sheet.rows.length === 0) return `${head}<p>${escaped(words.nothing)}</p>`
  const { shown, left } = cut(sheet)
  const line = (row: Sheet['foot'], tag: 'td' | 'th') =>
    `<tr>${row
      .map((cell) => {
        const align = cell && cell.kind !== 'text' ? 'right' : 'left'
        return `<${tag} style="${CELL};text-align:${align}">${escaped(cellText(cell, language))}</${tag}>`
      })
      .join('')}</tr>`
  const headings = sheet.headings
    .map((heading) => `<th scope="col" style="${CELL};text-align:left">${escaped(heading)}</th>`)
    .join('')
  return `${head}<table style="border-collapse:collapse;font-size:13px"><thead><tr>${headings}</tr></thead>
<tbody>${shown.map((row) => line(row, 'td')).join('')}</tbody><tfoot>${line(sheet.foot, 'th')}</tfoot></table>${
    left > 0 ? `<p>${escaped(words.rest(left))}</p>` : ''
  }`
}

const REFUSED: Readonly<Record<string, Record<Language, string>>> = {
  'reports.not-found': { zh: '没有共享给您，或已删除。', en: 'it is not shared with you, or was removed.' },
  'insights.unknown-measure': { zh: '您看不到其中的指标。', en: 'you may not see one of its measures.' },
  'insights.unknown-dimension': { zh: '您看不到其中的维度。', en: 'you may not see one of its dimensions.' },
}

function refusedWords(code: string | null, language: Language): string {
  return REFUSED[code ?? '']?.[language] ?? code ?? ''
}

function cut({ rows }: Sheet): { shown: Sheet['rows']; left: number } {
  return { shown: rows.slice(0, MOST_ROWS), left: Math.max(0, rows.length - MOST_ROWS) }
}
