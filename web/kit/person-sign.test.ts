import { expect, test } from 'vitest'
import { SHADES, shade, sign } from './person-sign.ts'

test('a Chinese name is shown by its surname, a compound one whole', () => {
  expect(sign('王芳')).toBe('王')
  expect(sign('欧阳娜娜')).toBe('欧阳')
})

test('other names are shown by the initials of their first and last word', () => {
  expect(sign('Darcel Schlecht')).toBe('DS')
  expect(sign('maria de la cruz')).toBe('MC')
  expect(sign('Cher')).toBe('C')
  expect(sign('')).toBe('?')
})

test('a name keeps its colour, and names spread over the colours', () => {
  expect(shade('王芳')).toBe(shade(' 王芳 '))
  const surnames = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜']
  const used = new Set(surnames.map((surname) => shade(`${surname}伟`)))
  expect(used.size).toBeGreaterThanOrEqual(8)
  expect(Math.max(...used)).toBeLessThan(SHADES)
})
