import { expect, test } from 'vitest'
import { wayBack } from './way-back.ts'

test('signing in leads back to the page that was wanted', () => {
  expect(wayBack('/opportunities?stage=won')).toBe('/opportunities?stage=won')
  expect(wayBack(undefined)).toBe('/')
})

test('signing in never leads to a foreign address, nor to itself', () => {
  for (const foreign of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '',
  ])
    expect(wayBack(foreign)).toBe('/')
  expect(wayBack('/sign-in?to=/sign-in')).toBe('/')
})
