import { expect, test } from 'vitest'
import { mentionedIn } from './rules.ts'

const WANG = { id: 'w', name: '王芳' }
const WANGFEI = { id: 'f', name: '王芳菲' }
const LI = { id: 'l', name: 'Li Qiang' }
const OTHER_LI = { id: 'l2', name: 'Li Qiang' }

test.each([
  ['请 @王芳 看一下', ['w']],
  ['请@王芳菲看一下', ['f']],
  ['@王芳 和 @王芳菲 都在', ['w', 'f']],
  ['王芳 不在', []],
  ['@王 不是谁', []],
  ['@Li Qiang, please', ['l', 'l2']],
  ['写信到 a@王芳.cn', ['w']],
  ['@@王芳@王芳', ['w']],
  ['', []],
])('“%s” names %j', (text, ids) => {
  expect(mentionedIn(text, [WANG, WANGFEI, LI, OTHER_LI, { id: 'x', name: '' }])).toEqual(ids)
})
