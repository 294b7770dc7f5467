import { ident, sql } from '../../kernel/fragment.ts'
import { decimalFrom, minorFrom } from '../../kernel/money.ts'
import type { FieldDefinition } from '../definition.ts'
import { accepted, declined, type FieldKind, type Written } from './kind.ts'

const MOST = 9_000_000_000_000_000n // minor units; stays below 2^53, so that every reader gets it exactly
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))

/** An amount with its currency: minor units in one column, the ISO 4217 code in its neighbour. Never a bare number. */
export const money: FieldKind = {
  type: 'money',
  kind: () => 'number',
  columns: (field) => [
    { name: field.column, sqlType: 'bigint' },
    { name: currencyColumn(field), sqlType: 'text' },
  ],
  expression: major,
  sort: (field, alias) => ({ sql: ident(`${alias}.${field.column}`), type: 'bigint' }),
  read(row, field) {
    const minor = row[field.column]
    const currency = row[currencyColumn(field)]
    if (typeof minor !== 'number' || typeof currency !== 'string') return null
    return { amount: decimalFrom(BigInt(minor), currency), currency }
  },
  write(value, field) {
    if (value === null) return accepted(null, null)
    if (typeof value !== 'object' || Array.isArray(value)) return declined('not-money')
    const { amount, currency, ...rest } = value as Record<string, unknown>
    if (Object.keys(rest).length > 0) return declined('not-money')
    if (typeof currency !== 'string' || !CURRENCIES.has(currency))
      return declined('unknown-currency', { currency })
    return minorOf(amount, currency, field)
  },
  text(value) {
    const given = value as { amount?: unknown; currency?: unknown } | null
    return given?.amount === undefined ? '' : `${given.amount} ${given.currency}`
  },
  schema: () => ({ read: schemaOf(['string']), write: schemaOf(['string', 'number']) }),
}

/** The column that holds the currency of a money field. */
export function currencyColumn(field: FieldDefinition): string {
  return `${field.column}_currency`
}

function major(field: FieldDefinition, alias: string) {
  return sql`money_major(${ident(`${alias}.${field.column}`)}, ${ident(`${alias}.${currencyColumn(field)}`)})`
}

function minorOf(amount: unknown, currency: string, field: FieldDefinition): Written {
  if (typeof amount !== 'string' && typeof amount !== 'number') return declined('not-money')
  const text = String(amount)
  if (!/^-?\d+(\.\d+)?$/.test(text)) return declined('not-a-number')
  const minor = minorFrom(text, currency)
  if (minor === undefined) {
    return /^-?\d{16,}/.test(text)
      ? declined('too-large', { most: decimalFrom(MOST, currency) })
      : declined('too-many-decimals', { currency })
  }
  if (minor > MOST || minor < -MOST) return declined('too-large', { most: decimalFrom(MOST, currency) })
  if (minor < 0n && !field.options.allowNegative) return declined('negative')
  return accepted(Number(minor), currency)
}

function schemaOf(amount: string[]): Record<string, unknown> {
  return {
    type: ['object', 'null'],
    required: ['amount', 'currency'],
    additionalProperties: false,
    properties: {
      amount: { type: amount, examples: ['1234.50'] },
      currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    },
  }
}
