import { describe, expect, test } from 'vitest'
import { kindOf, NOTICE_KINDS } from './rules/kinds.ts'
import { wordsOf } from './rules/words.ts'

const zh = { language: 'zh', timeZone: 'Asia/Shanghai' } as const
const en = { language: 'en', timeZone: 'Europe/Berlin' } as const
const told = (
  kind: string,
  facts: object = {},
  opportunity: { number: number; title: string } | null = null,
) => ({
  kind,
  facts: facts as Record<string, unknown>,
  opportunity,
})
const spectrometer = { number: 7, title: '光谱仪' }

describe('the words of a notice', () => {
  test('are one sentence in the reader’s language, with times in their zone', () => {
    const warned = told(
      'clocks.warned',
      { clock: 'first-contact', due: '2026-11-24T01:30:00.000Z' },
      spectrometer,
    )
    expect(wordsOf(warned, zh)).toBe('「光谱仪」的首次联系将于 11月24日 09:30 到期')
    expect(wordsOf(warned, en)).toBe('“光谱仪”: first contact is due 24 Nov, 02:30')
  })
  test('leave out what is not known, with the words around it', () => {
    expect(wordsOf(told('opportunities.received', {}, spectrometer), zh)).toBe('您现在负责「光谱仪」')
    expect(wordsOf(told('opportunities.received', { by: '王芳' }, spectrometer), en)).toBe(
      '“光谱仪” is yours now, given by 王芳',
    )
  })
  test('name nothing of an opportunity its reader may not see, or only its number', () => {
    expect(wordsOf(told('handover.offered', { by: '王芳' }), zh)).toBe('王芳 请您接手一个商机')
    const numbered = { ...told('handover.offered', { by: '王芳' }), opportunity: { number: 7 } }
    expect(wordsOf(numbered, en)).toBe('王芳 offers you opportunity #7')
  })
  test('say on whose behalf the reader is told', () => {
    const copy = { ...told('handover.offered', { by: '王芳' }, spectrometer), onBehalfOf: { name: '李强' } }
    expect(wordsOf(copy, zh)).toBe('（代 李强）王芳 请您接手「光谱仪」')
  })
  test('take what somebody typed as a text on one line, never as a form of ours', () => {
    const text = `一\r\nBcc: x@y.z\u202E {by} [q]${'长'.repeat(400)}`
    const words = wordsOf(told('handover.declined', { by: '{text}', text }, spectrometer), zh)
    expect(words).toContain('{text} 拒绝了')
    expect(words).toContain('一 Bcc: x@y.z {by} [q]长')
    expect(words).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(words.length).toBeLessThan(340)
  })
  test('exist for a kind of another release too', () => {
    expect(wordsOf(told('future.kind'), en)).toBe('Something needs you')
    expect(kindOf('constructor').group).toBe('system')
  })
})

test('both languages of every kind use the same facts, in brackets or not', () => {
  const places = (text: string) => [...text.matchAll(/\{\w+(?::\w+)?\}/g)].map(([found]) => found).sort()
  const differing = Object.entries(NOTICE_KINDS).filter(
    ([, { words }]) => places(words.zh).join() !== places(words.en).join(),
  )
  expect(differing.map(([kind]) => kind)).toEqual([])
})
