import { describe, expect, test } from 'vitest'
import { readPastedPeople } from './pasted-people.ts'

const FUNCTIONS = [
  { key: 'sales', label: { zh: '销售', en: 'Sales' } },
  { key: 'technical-support', label: { zh: '技术支持', en: 'Technical support' } },
]
const read = (text: string) => readPastedPeople(text, FUNCTIONS)

describe('pasted people', () => {
  test('come from lines with commas of either kind', () => {
    expect(read('王芳,Fang@Example.com,华东区，李强，销售').map((one) => one.person)).toEqual([
      {
        name: '王芳',
        email: 'fang@example.com',
        department: '华东区',
        manager: '李强',
        functions: ['sales'],
      },
    ])
  })

  test('come from the cells of a table, with several functions in one cell', () => {
    const [line] = read('王芳\tfang@example.com\t华东区\t\t销售、Technical support')
    expect(line?.person).toMatchObject({ manager: null, functions: ['sales', 'technical-support'] })
    expect(line?.problems).toEqual([])
  })

  test('pass over headings and empty lines but keep the number of the line', () => {
    expect(read('姓名,邮箱\n\n王芳').map(({ line, person }) => [line, person.name])).toEqual([[3, '王芳']])
  })

  test('say at their line what cannot be taken', () => {
    const problems = read('王芳,不是邮箱,,,魔法\n李强\n李强\n,x@y.z').map((one) =>
      one.problems.map((p) => p.code),
    )
    expect(problems).toEqual([['unknown-function', 'not-an-email'], [], ['twice'], ['no-name']])
  })

  test('of the same name are two people where their e-mails differ', () => {
    expect(read('王芳,a@x.cn\n王芳,b@x.cn').flatMap((one) => one.problems)).toEqual([])
  })

  test('of one name only need nothing else', () => {
    expect(read('王芳')[0]?.person).toEqual({
      name: '王芳',
      email: null,
      department: null,
      manager: null,
      functions: [],
    })
  })
})
