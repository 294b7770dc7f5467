import { expect, test } from 'vitest'
import { deviceOf } from './device-name.ts'

test('a device is named by its browser and its system', () => {
  expect(
    deviceOf(
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36 Edg/141.0',
    ),
  ).toBe('Edge · Windows')
  expect(
    deviceOf('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1 MicroMessenger/8.0'),
  ).toBe('WeChat · iPhone')
  expect(deviceOf('curl/8.5.0')).toBeUndefined()
})
