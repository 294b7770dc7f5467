import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { workingTimes } from '../../engines/calendar/index.ts'
import { groupLines } from './rules/group.ts'
import { mailOf } from './rules/mail.ts'
import { releaseAt } from './rules/release.ts'
import { senderAddress } from './rules/sender.ts'
import { companySettings, settingsOf, USUAL } from './rules/settings.ts'
import { nextTryAt } from './rules/trying.ts'

const office = [1, 2, 3, 4, 5, 6, 7].map((day) => (day <= 5 ? [{ from: 540, until: 1080 }] : []))
const daysIn = (zone: string) => workingTimes({ zone, week: office, exceptions: [] })
const shanghai = daysIn('Asia/Shanghai')
const at = (local: string) => new Date(`${local}:00+08:00`).toISOString()

describe('when something may be sent', () => {
  const released = (
    from: string,
    mail: 'at-once' | 'digest' = 'at-once',
    isUrgent = false,
    more: object = {},
  ) => releaseAt(at(from), mail, isUrgent, { ...USUAL, ...more }, shanghai)
  test.each([
    ['at once in the day', '2026-11-24T10:00', '2026-11-24T10:00'],
    ['in the morning where it comes at night', '2026-11-24T21:00', '2026-11-25T08:00'],
    ['in the morning where it comes before it', '2026-11-24T03:00', '2026-11-24T08:00'],
    ['after the days off', '2026-11-27T22:00', '2026-11-30T08:00'],
    ['at the last minute of the day', '2026-11-24T20:59', '2026-11-24T20:59'],
  ])('%s', (_, from, until) => expect(released(from)).toBe(at(until)))
  test('a digest at its hour, the next that comes on a working day', () => {
    expect(released('2026-11-24T08:59', 'digest')).toBe(at('2026-11-24T09:00'))
    expect(released('2026-11-24T09:00', 'digest')).toBe(at('2026-11-25T09:00'))
    expect(released('2026-11-27T12:00', 'digest')).toBe(at('2026-11-30T09:00'))
    expect(released('2026-11-27T12:00', 'digest', false, { quiet: null })).toBe(at('2026-11-28T09:00'))
  })
  test('what is urgent at once, where its reader wants that', () => {
    expect(released('2026-11-28T03:00', 'digest', true, { urgentBreaksQuiet: true })).toBe(
      at('2026-11-28T03:00'),
    )
    expect(released('2026-11-28T03:00', 'at-once', true)).toBe(at('2026-11-30T08:00'))
  })
  test('quiet at noon leaves the morning and the afternoon', () => {
    const quiet = { from: 720, until: 840, daysOff: false }
    expect(released('2026-11-28T12:30', 'at-once', false, { quiet })).toBe(at('2026-11-28T14:00'))
    expect(released('2026-11-28T23:59', 'at-once', false, { quiet })).toBe(at('2026-11-28T23:59'))
  })
  test('an hour that clocks skip is the one after it; one they show twice comes once', () => {
    const berlin = daysIn('Europe/Berlin')
    const digest = (from: string) =>
      releaseAt(from, 'digest', false, { ...USUAL, digestHour: 2, quiet: null }, berlin)
    expect(digest('2026-03-28T12:00:00.000Z')).toBe('2026-03-29T01:00:00.000Z')
    expect(digest('2026-10-24T12:00:00.000Z')).toBe('2026-10-25T00:00:00.000Z')
    expect(digest('2026-10-25T00:00:00.000Z')).toBe('2026-10-26T01:00:00.000Z')
  })
  test('never before it was told, never in quiet hours, and once released it stays so', () => {
    const minute = fc.integer({ min: 0, max: 1439 })
    const zone = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe')
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 525_600 }),
        minute,
        minute,
        fc.boolean(),
        zone,
        (m, from, until, daysOff, name) => {
          const times = daysIn(name)
          const told = new Date(Date.UTC(2026, 0, 1) + m * 60_000).toISOString()
          const settings = { ...USUAL, quiet: { from, until, daysOff } }
          const release = releaseAt(told, 'at-once', false, settings, times)
          expect(release >= told).toBe(true)
          expect(releaseAt(release, 'at-once', false, settings, times)).toBe(release)
          const local = new Intl.DateTimeFormat('sv', {
            timeZone: name,
            dateStyle: 'short',
            timeStyle: 'short',
          }).format(Date.parse(release))
          const now = Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16))
          const isQuiet =
            from === until ? false : from < until ? now >= from && now < until : now >= from || now < until
          expect(isQuiet, `${told} ${release} ${local}`).toBe(false)
          if (daysOff) expect(times.isWorkingDay(local.slice(0, 10))).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })
})

test('tries come further and further apart, up to an hour, and end', () => {
  const now = '2026-11-24T02:00:00.000Z'
  const wait = (attempts: number, waitSeconds = 0, draw = 0) => {
    const next = nextTryAt(now, 'robot', attempts, waitSeconds, draw)
    return next === null ? null : (Date.parse(next) - Date.parse(now)) / 1000
  }
  expect([1, 2, 3, 4, 15].map((attempts) => wait(attempts))).toEqual([30, 60, 120, 240, 3600])
  expect(wait(1, 600)).toBe(600)
  expect(wait(1, 0, 1)).toBe(37.5)
  expect(wait(16)).toBeNull()
  expect(nextTryAt(now, 'mail', 29, 0, 0)).not.toBeNull()
  expect(nextTryAt(now, 'mail', 30, 0, 0)).toBeNull()
})

describe('a mail', () => {
  const line = (words: string) => ({ words, path: '/opportunities/1', isUrgent: false })
  const hostile = '"><script>alert(1)</script>&\''
  test('is words for every reader: what people typed is no tag, no attribute and no link', () => {
    const { html, text, subject } = mailOf(hostile, [line(hostile)], 'zh', 'https://b.example', '/me')
    expect(html).not.toContain('<script')
    expect(html).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&#39;')
    expect(text).toContain(`• ${hostile}\n  https://b.example/opportunities/1`)
    expect(subject).toBe(hostile)
  })
  test('tells many things together, the first thirty with their words', () => {
    const lines = Array.from({ length: 32 }, (_, i) => line(`事 ${i}`))
    const { html, subject } = mailOf('李强', lines, 'zh', null, '/me')
    expect(subject).toBe('32 件事等您看：事 0')
    expect(html).toContain('事 29')
    expect(html).not.toContain('事 30')
    expect(html).toContain('还有 2 件')
    expect(html).not.toContain('href')
  })
  test('has a subject people can read', () =>
    expect([...mailOf('a', [line('长'.repeat(200))], 'en', null, '/').subject]).toHaveLength(121))
})

test('a group hears of one thing once, with everybody who was told of it', () => {
  const none = { mobile: null, wecom: null, dingtalk: null, feishu: null }
  const heard = (person: string, about: string, isPointedAt: boolean) => ({
    about,
    person,
    words: '超时',
    path: '/x',
    handles: { ...none, wecom: person },
    isPointedAt,
  })
  const lines = groupLines(
    [heard('李强', 'a', true), heard('王芳', 'a', false), heard('李强', 'b', true)],
    'zh',
    'https://b',
  )
  expect(lines.map(({ text }) => text)).toEqual(['李强、王芳：超时', '李强：超时'])
  expect(lines[0]?.mentions.map(({ wecom }) => wecom)).toEqual(['李强'])
})

test('a sender is an address, with a name before it or not', () => {
  expect(senderAddress('Baton <baton@example.com>')).toBe('baton@example.com')
  expect(senderAddress('baton@example.com')).toBe('baton@example.com')
  for (const bad of ['baton', 'Baton <baton@example.com', 'a@b.c, x@y.z', 'a b@c.d', 'x" <a@b.c>'])
    expect(senderAddress(bad), bad).toBeUndefined()
})

test('settings kept by an older release have the usual way for what is new', () => {
  const kept = { groups: { clocks: { mail: 'never', chat: false } } } as never
  const company = companySettings(kept)
  expect(company.groups.clocks.mail).toBe('never')
  expect(company.groups.pools).toEqual(USUAL.groups.pools)
  expect(
    settingsOf(company, { groups: { clocks: { mail: 'digest', chat: true } }, quiet: null }),
  ).toMatchObject({
    quiet: null,
    digestHour: USUAL.digestHour,
    groups: { clocks: { mail: 'digest' }, pools: USUAL.groups.pools },
  })
})
