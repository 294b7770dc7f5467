import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Cell } from '../../engines/tabular/cell.ts'
import { cellText } from '../../engines/tabular/cell.ts'
import { dateOrderOf, readDay } from '../../engines/tabular/dates.ts'
import { nearNames } from '../../engines/tabular/names.ts'
import { readMoney, readNumber } from '../../engines/tabular/numbers.ts'
import { daysBetween } from '../../kernel/time.ts'
import { rowsOf } from './sheet.fixture.ts'
import { openSheet } from './sheet.ts'

const FOLDER = 'data/maven_crm'
const reference = JSON.parse(readFileSync(`${FOLDER}/REFERENCE.json`, 'utf8'))

async function columnsOf(file: string): Promise<{ count: number; column(heading: string): Cell[] }> {
  const sheet = await openSheet(`${FOLDER}/${file}`)
  const rows = await rowsOf(sheet)
  expect(rows.filter((row) => row.problem)).toEqual([])
  return {
    count: rows.length,
    column: (heading) => {
      const at = sheet.headings.indexOf(heading)
      expect(at, heading).toBeGreaterThanOrEqual(0)
      return rows.map((row) => row.cells[at] ?? null)
    },
  }
}

const blanks = (cells: Cell[]): number => cells.filter((cell) => cell === null).length

function daysOf(cells: Cell[]): (string | undefined)[] {
  return cells.map((cell) => {
    const reading = readDay(cell)
    expect(reading.kind).not.toBe('problem')
    return reading.kind === 'value' ? reading.value : undefined
  })
}

describe('a real pipeline', () => {
  test('all 8,800 opportunities are read with their stages, dates and values', async () => {
    const { count, column } = await columnsOf('sales_pipeline.csv')
    expect(count).toBe(reference.rows)
    expect(new Set(column('opportunity_id')).size).toBe(reference.unique_ids)
    const stages = new Map<string, number>()
    for (const cell of column('deal_stage')) stages.set(cellText(cell), (stages.get(cellText(cell)) ?? 0) + 1)
    expect(Object.fromEntries(stages)).toEqual(reference.stage_counts)
    for (const heading of ['account', 'engage_date', 'close_date', 'close_value']) {
      expect(blanks(column(heading)), heading).toBe(reference.blanks[heading])
    }
    expect(dateOrderOf(column('engage_date'))).toEqual({ kind: 'not-needed' })
    const range = (days: (string | undefined)[]): (string | undefined)[] => {
      const sorted = days.filter((day) => day !== undefined).sort()
      return [sorted.at(0), sorted.at(-1)]
    }
    expect(range(daysOf(column('engage_date')))).toEqual(reference.engage_date_range)
    expect(range(daysOf(column('close_date')))).toEqual(reference.close_date_range)
  })

  test('the values add up to the won total, the cycle days to their mean', async () => {
    const { column } = await columnsOf('sales_pipeline.csv')
    const stages = column('deal_stage')
    let won = 0n
    column('close_value').forEach((cell, i) => {
      const money = readMoney(cell, { currency: 'USD' })
      expect(money.kind).not.toBe('problem')
      if (money.kind === 'value' && stages[i] === 'Won') won += money.value.minor
    })
    expect(Number(won) / 100).toBe(reference.won_value_total)
    const from = daysOf(column('engage_date'))
    const to = daysOf(column('close_date'))
    const cycles = stages.flatMap((stage, i) =>
      stage === 'Won' ? [daysBetween(from[i] ?? '', to[i] ?? '')] : [],
    )
    const mean = cycles.reduce((sum, days) => sum + days, 0) / cycles.length
    expect(mean).toBeCloseTo(reference.cycle_days.won_mean, 3)
  })

  test('accounts, products and people are read, and the product no list holds is nearest to the one meant', async () => {
    const accounts = await columnsOf('accounts.csv')
    expect(accounts.count).toBe(85)
    for (const cell of accounts.column('revenue')) expect(readNumber(cell).kind).toBe('value')
    const teams = await columnsOf('sales_teams.csv')
    expect(teams.count).toBe(reference.agents_in_teams)
    expect(new Set(teams.column('manager')).size).toBe(6)
    const products = (await columnsOf('products.csv')).column('product').map(cellText)
    expect(products).toHaveLength(7)
    const { column } = await columnsOf('sales_pipeline.csv')
    const unlisted = column('product').filter((cell) => !products.includes(cellText(cell)))
    expect([...new Set(unlisted)]).toEqual(Object.keys(reference.orphan_products))
    expect(unlisted).toHaveLength(1480)
    expect(nearNames('GTXPro', products, 3)[0]).toEqual({ name: 'GTX Pro', score: 0.97 })
  })
})
