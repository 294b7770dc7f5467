import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sealFor, sealWith } from './seal.ts'

test('what is sealed is opened with the same key only, and not where it was changed', () => {
  const seal = sealWith('words')
  const closed = seal.close('geheim 密码')
  expect(closed).not.toContain('geheim')
  expect(seal.close('geheim 密码')).not.toBe(closed)
  expect(seal.open(closed)).toBe('geheim 密码')
  expect(sealWith('others').open(closed)).toBeUndefined()
  for (const broken of [closed.slice(0, -3), `${closed.slice(0, 20)}A${closed.slice(21)}x`, '', '1.'])
    expect(seal.open(broken)).toBeUndefined()
})

test('the key of a home is made once, for its owner only, by whoever comes first', () => {
  const home = mkdtempSync(join(tmpdir(), 'baton-seal-'))
  const closed = sealFor(undefined, home)().close('x')
  expect(sealFor(undefined, home)().open(closed)).toBe('x')
  expect(statSync(join(home, 'secret.key')).mode & 0o777).toBe(0o600)
  expect(sealFor('a key of the environment', home)().open(closed)).toBeUndefined()
  rmSync(home, { recursive: true })
})
