import { describe, expect, test } from 'vitest'
import { regionTree } from '../engines/regions/region-tree.ts'
import { regions } from './regions.ts'

const tree = regions()
const named = (text: string): string | string[] | undefined => {
  const found = tree.find(text)
  return found.kind === 'one' ? found.code : found.kind === 'several' ? found.codes : undefined
}

describe('the regions of China', () => {
  test('34 provinces, each with its name in both languages', () => {
    const provinces = tree.children()
    expect(provinces).toHaveLength(34)
    expect(tree.name('31', 'zh')).toBe('上海市')
    expect(tree.name('31', 'en')).toBe('Shanghai')
    expect(tree.name('150100'.slice(0, 4), 'en')).toBe('Hohhot')
    expect(tree.name('310115', 'en')).toBe('Pudong New Area')
    expect(tree.name('99', 'zh')).toBeUndefined()
    for (const { en } of provinces) expect(en).toMatch(/^[A-Z][A-Za-z ]+$/)
  })

  test('Hong Kong, Macao and Taiwan have the codes of the standard and their districts', () => {
    expect([named('香港'), named('澳门'), named('台湾')]).toEqual(['81', '82', '71'])
    expect(tree.path('810101', 'zh')).toBe('香港特别行政区 香港岛 中西区')
    expect(tree.name('810301', 'en')).toBe('Kwai Tsing District')
    expect(tree.name('820202', 'zh')).toBe('圣方济各堂区（路环）')
    expect(tree.name('820202', 'en')).toContain('Coloane')
  })

  test('levels that only fill are left out of the path', () => {
    expect(tree.path('310115', 'zh')).toBe('上海市 浦东新区')
    expect(tree.path('429004', 'zh')).toBe('湖北省 仙桃市')
    expect(tree.path('441900', 'zh')).toBe('广东省 东莞市')
    expect(tree.path('440305', 'en')).toBe('Guangdong Shenzhen Nanshan District')
  })

  test.each([
    ['北京', '11'],
    ['深圳', '4403'],
    ['Shenzhen', '4403'],
    ['广东省深圳市南山区', '440305'],
    ['广东 深圳', '4403'],
    ['江苏/南京/鼓楼', '320106'],
    ['上海浦东', '310115'],
    ['北京市市辖区朝阳区', '110105'],
    ['中国广东', '44'],
    ['内蒙古', '15'],
    ['延边', '2224'],
    ['大理州', '5329'],
    ['440305', '440305'],
    ['440000', '44'],
    ['吉林', '22'],
    ['吉林市', '2202'],
    ['海南', '46'],
    ['新竹市', '7108'],
  ])('%s is %s', (text, code) => expect(named(text)).toBe(code))

  test('a name that several regions share is never guessed', () => {
    expect(named('鼓楼区')).toEqual(['320106', '320302', '350102', '410204'])
    expect(named('朝阳')).toEqual(['2113', '110105', '211321', '220104'])
  })

  test.each(['火星', '', '999999', '广东省火星市', '市辖区'])('%j is nowhere', (text) =>
    expect(named(text)).toBeUndefined(),
  )

  test('a region lies in itself and in those above it', () => {
    expect(tree.isWithin('310115', '31')).toBe(true)
    expect(tree.isWithin('31', '31')).toBe(true)
    expect(tree.isWithin('31', '310115')).toBe(false)
    expect(tree.isWithin('310115', '3')).toBe(false)
    expect(tree.isWithin('319999', '31')).toBe(false)
  })

  test('every region is found by its full path', () => {
    const walk = (code?: string): void => {
      for (const region of tree.children(code)) {
        const found = tree.find(tree.path(region.code, 'zh') ?? '')
        const placeholder = /^(市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$/.test(region.zh)
        // 东莞市 stands twice, as a city and as its only district.
        const again =
          tree.children(region.code.slice(0, -2)).length > 0 &&
          region.zh === tree.name(region.code.slice(0, -2), 'zh')
        if (!placeholder && !again) {
          const codes = found.kind === 'one' ? [found.code] : found.kind === 'several' ? found.codes : []
          expect(codes, `${region.code} ${tree.path(region.code, 'zh')}`).toContain(region.code)
        }
        walk(region.code)
      }
    }
    walk()
  })
})

test('a list with a code twice, or a child without its parent, is a fault', () => {
  const region = { code: '11', zh: '甲', en: 'A' }
  expect(() => regionTree([region, region])).toThrow('11')
  expect(() => regionTree([{ code: '1101', zh: '乙', en: 'B' }])).toThrow('1101')
})
