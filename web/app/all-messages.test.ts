import { describe, expect, test } from 'vitest'
import { allRefusals } from '../../src/kernel/refusal.ts'
import { placesOf } from '../kit/fill.ts'
import { en } from './all-messages.en.ts'
import { zh } from './all-messages.zh.ts'

const keys = Object.keys(zh) as (keyof typeof zh)[]

describe('the messages of all features', () => {
  test('exist in both languages, and no others', () => {
    expect(Object.keys(en).sort()).toEqual([...keys].sort())
  })

  test('have a text everywhere', () => {
    expect(keys.filter((key) => !zh[key].trim() || !en[key].trim())).toEqual([])
  })

  test('name the same facts in both languages', () => {
    const differing = keys.filter((key) => placesOf(zh[key]).join() !== placesOf(en[key]).join())
    expect(differing).toEqual([])
  })

  test('are Chinese in Chinese and not in English', () => {
    const latinOnly = keys.filter(
      (key) =>
        /[a-z]/i.test(zh[key].replace(/\{[^}]*\}/g, '')) &&
        !/\p{Script=Han}/u.test(zh[key]) &&
        !SAME.test(zh[key]),
    )
    expect(latinOnly).toEqual([])
    expect(keys.filter((key) => /\p{Script=Han}/u.test(en[key]) && !BILINGUAL.has(key))).toEqual([])
  })
})

/** Names that are not translated. */
const SAME = /^(Baton|English|IP|CSV|Excel)/
const BILINGUAL = new Set<string>(['kit.language-zh', 'app.name'])

test('every feature of the web has its messages composed here', () => {
  const found = import.meta.glob<{ zh: object }>('../features/*/messages.zh.ts', { eager: true })
  expect(Object.keys(found).length).toBeGreaterThan(0)
  const lost = Object.values(found).flatMap((module) => Object.keys(module.zh).filter((key) => !(key in zh)))
  expect(lost).toEqual([])
})

test('no two features use the same key', () => {
  const found = import.meta.glob<{ zh: object }>('../{kit,client,features/*}/messages.zh.ts', { eager: true })
  const all = Object.values(found).flatMap((module) => Object.keys(module.zh))
  expect(all.filter((key, at) => all.indexOf(key) !== at)).toEqual([])
})

test('every refusal the server knows is said in its own words', async () => {
  const declared = import.meta.glob('../../src/**/errors.ts')
  await Promise.all(Object.values(declared).map((load) => load()))
  const unsaid = allRefusals().filter(({ code }) => !(`refusal.${code}` in zh))
  expect(unsaid.map(({ code }) => code)).toEqual([])
})

test('every kind of event a hand-over or a pass writes has its words in the timeline', () => {
  const sources = import.meta.glob<string>(
    '../../src/features/{approvals,contests,handover,responsibility,pipeline,merging,pools,reviews}/{actions,endings,actions/*}.ts',
    { query: '?raw', import: 'default', eager: true },
  )
  const kinds = Object.values(sources).flatMap((source) =>
    [...source.matchAll(/'((?:approval|contest|hand-over|opportunity|pool|review)\.[a-z-]+)'/g)].map(
      (found) => found[1],
    ),
  )
  expect(kinds).toContain('hand-over.asked')
  expect(kinds).toContain('hand-over.escalated')
  expect(kinds).toContain('contest.granted')
  expect(kinds.filter((kind) => !(`activities.event-${kind}` in zh))).toEqual([])
})
