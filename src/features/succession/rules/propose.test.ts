import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Candidate, Experience, Item } from './model.ts'
import { propose } from './propose.ts'
import { fairShares } from './share.ts'

const NONE: Experience = { handled: new Map(), closeness: new Map() }
const PLAIN = { type: null, source: null, industry: null, size: null, product: null, series: null }
const item = (id: string, rest: Partial<Item> = {}): Item => ({
  id,
  fromId: 'leaver',
  function: 'sales',
  accountId: null,
  offeredToId: null,
  region: null,
  traits: PLAIN,
  ...rest,
})
const person = (id: string, rest: Partial<Candidate> = {}): Candidate => ({
  id,
  functions: ['sales'],
  territories: [],
  departmentId: null,
  managerId: null,
  weight: 1,
  openCap: null,
  open: 0,
  ...rest,
})
const asked = (items: Item[], candidates: Candidate[], experience = NONE) =>
  propose({
    items,
    candidates,
    givers: [{ id: 'leaver', departmentId: 'east', managerId: 'boss' }],
    experience,
  })
const receivers = (items: Item[], candidates: Candidate[], experience = NONE) =>
  asked(items, candidates, experience).map(({ toId }) => toId)

describe('a receiver', () => {
  test('covers the region', () => {
    expect(
      receivers([item('1', { region: '330100' })], [person('a'), person('b', { territories: ['33'] })]),
    ).toEqual(['b'])
  })
  test('works with the account already, whatever the territory says', () => {
    const closeness = new Map([['acme a', 1]])
    const one = item('1', { accountId: 'acme', region: '330100' })
    expect(
      receivers([one], [person('a'), person('b', { territories: ['33'] })], { ...NONE, closeness }),
    ).toEqual(['a'])
  })
  test('is whoever it was offered to already', () => {
    expect(
      receivers([item('1', { offeredToId: 'b' })], [person('a', { managerId: 'boss' }), person('b')]),
    ).toEqual(['b'])
  })
  test('knows such customers and products', () => {
    const handled = new Map([
      [
        'b',
        new Map([
          ['industry 高校', 6],
          ['series 光谱', 4],
        ]),
      ],
    ])
    const one = item('1', { traits: { ...PLAIN, industry: '高校', series: '光谱' } })
    expect(receivers([one], [person('a'), person('b')], { ...NONE, handled })).toEqual(['b'])
  })
  test('is of the same team where nothing else speaks', () => {
    expect(receivers([item('1')], [person('a'), person('b', { managerId: 'boss' })])).toEqual(['b'])
  })
  test('has the accountable function', () => {
    const [found] = asked([item('1', { function: 'finance' })], [person('a')])
    expect(found).toMatchObject({ toId: null, problem: 'nobody-fits' })
  })
  test('has room: who is at their limit gets nothing, and where all are it is said', () => {
    expect(
      receivers([item('1')], [person('a', { open: 5, openCap: 5, managerId: 'boss' }), person('b')]),
    ).toEqual(['b'])
    expect(asked([item('1')], [person('a', { open: 5, openCap: 5 })])).toMatchObject([
      { problem: 'everybody-full' },
    ])
  })
  test('is not away, unless nobody else fits', () => {
    const away = person('a', { territories: ['33'], isAway: true })
    const one = item('1', { region: '330100' })
    expect(receivers([one], [away, person('b')])).toEqual(['b'])
    expect(receivers([one], [away, person('b', { functions: ['finance'] })])).toEqual(['a'])
    expect(receivers([item('1', { fromId: 'b' })], [away, person('b')])).toEqual(['a'])
    const many = Array.from({ length: 6 }, (_, i) => item(`${i}`))
    expect(new Set(receivers(many, [away, person('b'), person('c')]))).toEqual(new Set(['b', 'c']))
  })
  test('is told by terms that add up to the score', () => {
    const [found] = asked(
      [item('1', { region: '330100' })],
      [person('a'), person('b', { territories: ['33'] })],
    )
    for (const { score, terms } of found?.weighed ?? [])
      expect(Object.values(terms).reduce((sum, term) => sum + term, 0)).toBeCloseTo(score)
    expect(found?.weighed[0]).toMatchObject({ personId: 'b', terms: { territory: 3 } })
  })
})

test('the rest of an account follows what was given by hand', () => {
  const given = [{ accountId: 'acme', function: 'sales', toId: 'b' }]
  const items = [item('1', { accountId: 'acme' })]
  const [found] = propose({
    items,
    candidates: [person('a', { managerId: 'boss' }), person('b')],
    givers: [],
    experience: NONE,
    given,
  })
  expect(found?.toId).toBe('b')
})

test('even shares: whoever holds less gets more, a double weight twice as much, a limit is never passed', () => {
  const shares = fairShares(
    [person('a', { open: 4 }), person('b'), person('c', { weight: 2, openCap: 3 })],
    9,
  )
  expect(shares.get('c')).toBe(3)
  expect((shares.get('a') ?? 0) + 4).toBeCloseTo(shares.get('b') ?? 0)
})

const ids = 'abcdefgh'.split('')
const world = fc.record({
  people: fc.array(
    fc.record({
      functions: fc.subarray(['sales', 'support'], { minLength: 1 }),
      territories: fc.subarray(['31', '33', '44']),
      managerId: fc.constantFrom('boss', null),
      weight: fc.constantFrom(1, 1, 2),
      openCap: fc.constantFrom(null, null, 3, 8),
      open: fc.integer({ min: 0, max: 10 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  items: fc.array(
    fc.record({
      function: fc.constantFrom('sales', 'support'),
      accountId: fc.constantFrom(null, 'x', 'y', 'z'),
      region: fc.constantFrom(null, '310000', '330100'),
      fromId: fc.constantFrom('leaver', 'a'),
    }),
    { maxLength: 40 },
  ),
  close: fc.array(fc.tuple(fc.constantFrom('x', 'y', 'z'), fc.constantFrom(...ids)), { maxLength: 4 }),
})
type Random = typeof world extends fc.Arbitrary<infer T> ? T : never

function askedOf({ people, items, close }: Random) {
  const candidates = people.map((one, i) => person(ids[i] ?? '', one))
  const wanted = items.map((one, i) => item(String(i).padStart(3, '0'), one))
  const closeness = new Map(close.map(([account, who]) => [`${account} ${who}`, 0.5]))
  return { candidates, wanted, found: asked(wanted, candidates, { ...NONE, closeness }) }
}

describe('whatever the company', () => {
  test('every item is answered once; a receiver has the function, is not its holder, and stays within their limit', () => {
    fc.assert(
      fc.property(world, (random) => {
        const { candidates, wanted, found } = askedOf(random)
        expect(found.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id))
        const got = new Map<string, number>()
        found.forEach(({ toId }, i) => {
          if (!toId) return
          got.set(toId, (got.get(toId) ?? 0) + 1)
          const receiver = candidates.find(({ id }) => id === toId)
          expect(receiver?.functions).toContain(wanted[i]?.function)
          expect(toId).not.toBe(wanted[i]?.fromId)
        })
        for (const { id, open, openCap } of candidates)
          if (openCap !== null && got.has(id)) expect(open + (got.get(id) ?? 0)).toBeLessThanOrEqual(openCap)
      }),
    )
  })

  test('the work of an account and function goes to one person where nobody has a limit', () => {
    fc.assert(
      fc.property(world, (random) => {
        const people = random.people.map((one) => ({ ...one, openCap: null }))
        const { wanted, found } = askedOf({ ...random, people })
        const by = Map.groupBy(
          found,
          (_, i) => `${wanted[i]?.accountId} ${wanted[i]?.function} ${wanted[i]?.fromId}`,
        )
        const wholes = Map.groupBy(wanted, (one) => `${one.accountId} ${one.function}`)
        for (const [key, list] of by) {
          if (key.startsWith('null')) continue
          const whole = wholes.get(key.split(' ').slice(0, 2).join(' ')) ?? []
          if (new Set(whole.map(({ fromId }) => fromId)).size > 1) continue // one of them may be a receiver of the other's
          expect(new Set(list.map(({ toId }) => toId)).size).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  test('nobody gets more than a quarter above the even share, but for one group that fits nowhere else', () => {
    fc.assert(
      fc.property(world, (random) => {
        const items = random.items.map((one) => ({
          ...one,
          function: 'sales' as const,
          fromId: 'leaver' as const,
        }))
        const { candidates, wanted, found } = askedOf({ ...random, items })
        const fit = candidates.filter(({ functions }) => functions.includes('sales'))
        const shares = fairShares(fit, wanted.length)
        const sizes = [...Map.groupBy(wanted, ({ accountId, id }) => accountId ?? id).values()].map(
          (list) => list.length,
        )
        const largest = Math.max(1, ...sizes)
        for (const { id } of fit) {
          const got = found.filter(({ toId }) => toId === id).length
          expect(got).toBeLessThanOrEqual(Math.ceil((shares.get(id) ?? 0) * 1.25) + largest)
        }
      }),
    )
  })

  test('the same question has the same answer, in whatever order it is asked', () => {
    fc.assert(
      fc.property(world, (random) => {
        const { candidates, wanted, found } = askedOf(random)
        const again = asked([...wanted].reverse(), [...candidates].reverse(), NONE).reverse()
        if (random.close.length === 0) expect(again).toEqual(found)
        expect(askedOf(random).found).toEqual(found)
      }),
    )
  })
})
