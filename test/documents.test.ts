import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const read = (path: string) => readFileSync(path, 'utf8')
type Package = { license?: string } & Partial<
  Record<
    'dependencies' | 'devDependencies' | 'optionalDependencies' | 'peerDependencies',
    Record<string, string>
  >
> & { peerDependenciesMeta?: Record<string, { optional?: boolean }> }

describe('docs/dependencies.md', () => {
  const asked = JSON.parse(read('package.json')) as Package
  const lock = (JSON.parse(read('package-lock.json')) as { packages: Record<string, Package> }).packages
  const names = [asked.dependencies, asked.devDependencies, asked.optionalDependencies].flatMap((of) =>
    Object.keys(of ?? {}),
  )
  const rows = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` +\|(.*)\|$/gm)].map(
    ([, name = '', rest = '']) => {
      const [purpose, , licence, brings] = rest.split('|').map((cell) => cell.trim())
      return { name, purpose, licence, brings: Number(brings) }
    },
  )

  test('has a row for every package of package.json, and none more', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual([...names].sort())
    expect(rows.filter(({ purpose }) => !purpose)).toEqual([])
  })
  test('says the licence and the number of packages as they are in the lock file', () => {
    const wrong = rows.flatMap(({ name, licence, brings }) => {
      const path = `node_modules/${name}`
      const is = { licence: lock[path]?.license, brings: broughtBy(path) }
      return is.licence === licence && is.brings === brings
        ? []
        : [`${name}: ${is.licence}, brings ${is.brings}`]
    })
    expect(wrong).toEqual([])
  })

  /** How many packages come with one, where each is found as Node looks for it. */
  function broughtBy(start: string): number {
    const seen = new Set<string>()
    const open = [start]
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      for (const name of neededBy(lock[path] ?? {})) {
        const found = placeOf(name, path)
        if (found === undefined || found === start || seen.has(found)) continue
        seen.add(found)
        open.push(found)
      }
    }
    return seen.size
  }
  function neededBy(of: Package): string[] {
    const peers = Object.keys(of.peerDependencies ?? {}).filter(
      (name) => !of.peerDependenciesMeta?.[name]?.optional,
    )
    return [...Object.keys(of.dependencies ?? {}), ...Object.keys(of.optionalDependencies ?? {}), ...peers]
  }
  function placeOf(name: string, from: string): string | undefined {
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
      const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`
      if (lock[path]) return path
      if (at === '') return undefined
    }
  }
})

describe('docs/security.md', () => {
  const text = read('docs/security.md')
  const rows = [...text.matchAll(/^\| (\d+\.\d+\.\d+) +\| (.*) \| (.*) \| (.*) \|$/gm)].map(
    ([, number = '', asks = '', status = '', where = '']) => ({
      number,
      asks: asks.trim(),
      status: status.trim(),
      where: where.trim(),
    }),
  )

  test('names only files that exist', () => {
    const named = [...text.matchAll(/`((?:src|test|web|e2e|tools|docs)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    )
    expect(named.length).toBeGreaterThan(50)
    expect(named.filter((path) => !existsSync(path))).toEqual([])
  })
  test('answers each requirement once, in order, with a status and a reason', () => {
    const numbers = rows.map(({ number }) => number)
    expect(numbers.length).toBeGreaterThan(200)
    expect(new Set(numbers).size).toBe(numbers.length)
    const order = (number: string) => number.split('.').reduce((sum, part) => sum * 100 + Number(part), 0)
    expect([...numbers].sort((a, b) => order(a) - order(b))).toEqual(numbers)
    expect(rows.filter(({ status }) => !['met', 'partly', 'not met', 'n/a'].includes(status))).toEqual([])
    expect(rows.filter(({ asks, where }) => asks.length < 4 || where.length < 5)).toEqual([])
  })
  test('counts as many of each as it has', () => {
    const said = /met (\d+), partly (\d+), not met (\d+), not applicable (\d+)/
      .exec(text)
      ?.slice(1)
      .map(Number)
    const are = ['met', 'partly', 'not met', 'n/a'].map(
      (status) => rows.filter((row) => row.status === status).length,
    )
    expect(said).toEqual(are)
  })
})
