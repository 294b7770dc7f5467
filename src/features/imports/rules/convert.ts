import { readBoolean } from '../../../engines/tabular/booleans.ts'
import { type Cell, cellText, isBlank, type Reading, read, unread } from '../../../engines/tabular/cell.ts'
import type { DateOrder } from '../../../engines/tabular/date-parts.ts'
import { readDay, readInstant } from '../../../engines/tabular/dates.ts'
import { readMoney, readNumber, readPercent } from '../../../engines/tabular/numbers.ts'
import { decimalFrom } from '../../../kernel/money.ts'

export type Hints = {
  order?: DateOrder | undefined
  zone: string
  serials?: '1900' | '1904' | undefined
  currency: string
  scale?: number | undefined
}

/** A cell as the JSON value of a field of this kind. Names of records, stages and choices stay text; they are resolved later. */
export function convertCell(kind: string, cell: Cell, hints: Hints): Reading<unknown> {
  if (isBlank(cell)) return { kind: 'blank' }
  const dates = {
    zone: hints.zone,
    ...(hints.order ? { order: hints.order } : {}),
    ...(hints.serials ? { serials: hints.serials } : {}),
  }
  const scale = hints.scale === undefined ? {} : { scale: hints.scale }
  switch (kind) {
    case 'date':
      return readDay(cell, dates)
    case 'date-time':
      return readInstant(cell, dates)
    case 'number':
      return readNumber(cell, scale)
    case 'percent':
      return readPercent(cell, { bare: 'points' })
    case 'yes-no':
      return readBoolean(cell)
    case 'money':
      return money(readMoney(cell, { currency: hints.currency, ...scale }))
    case 'choices':
      return read(
        cellText(cell)
          .split(/[,，、;；|]/)
          .map((part) => part.trim())
          .filter((part) => part !== ''),
      )
    default:
      return typeof cell === 'object' && cell !== null && 'error' in cell
        ? unread('cell-error', { text: cellText(cell) })
        : read(cellText(cell).trim())
  }
}

function money(reading: ReturnType<typeof readMoney>): Reading<unknown> {
  if (reading.kind !== 'value') return reading
  const { minor, currency } = reading.value
  if (minor < 0n) return unread('negative-amount', { amount: decimalFrom(minor, currency) })
  return read({ amount: decimalFrom(minor, currency), currency })
}
