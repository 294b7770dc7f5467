import { describe, expect, test } from 'vitest'
import { fill, placesOf } from './fill.ts'
import { refusalText } from './text.tsx'

describe('a message', () => {
  test('has its places filled with the facts', () => {
    expect(fill('{who} 持有 {count} 条商机', { who: '王芳', count: 12 }, 'zh')).toBe('王芳 持有 12 条商机')
  })

  test('groups long numbers as the language does', () => {
    expect(fill('{count}', { count: 1234567 }, 'en')).toBe('1,234,567')
  })

  test('chooses the word by number in English', () => {
    const text = '{days} {days|day|days} left'
    expect(fill(text, { days: 1 }, 'en')).toBe('1 day left')
    expect(fill(text, { days: 3 }, 'en')).toBe('3 days left')
    expect(fill(text, { days: 0 }, 'en')).toBe('0 days left')
  })

  test('says an instant in the reader’s time', () => {
    const until = new Date(2026, 11, 5, 14, 30).toISOString()
    expect(fill('至 {until}', { until }, 'zh')).toBe('至 2026/12/05 14:30')
  })

  test('lists several facts in the manner of the language', () => {
    expect(fill('{names}', { names: ['张三', '李四'] }, 'zh')).toBe('张三、李四')
    expect(fill('{names}', { names: ['Ann', 'Bob'] }, 'en')).toBe('Ann, Bob')
  })

  test('takes the right side of a text in both languages', () => {
    expect(fill('{stage}', { stage: { zh: '谈判', en: 'Negotiation' } }, 'en')).toBe('Negotiation')
  })

  test('never shows a bare place where a fact is missing', () => {
    expect(fill('ask {who}', {}, 'en')).toBe('ask –')
  })

  test('does not read places out of a fact', () => {
    expect(fill('{a}', { a: '{b}', b: 'secret' }, 'en')).toBe('{b}')
  })

  test('names its places once', () => {
    expect(placesOf('{days} {days|day|days} of {all}')).toEqual(['all', 'days'])
  })
})

describe('a refusal', () => {
  const messages = {
    'refusal.identity.locked': '请 {minutes} 分钟后再试',
    'kit.refusal-generic': '没有完成（{code}）',
  }

  test('is said in its own words with its facts', () => {
    expect(refusalText(messages, 'zh', 'identity.locked', { minutes: 15 })).toBe('请 15 分钟后再试')
  })

  test('without words of its own still names its code', () => {
    expect(refusalText(messages, 'zh', 'pool.unheard-of', {})).toBe('没有完成（pool.unheard-of）')
  })
})
