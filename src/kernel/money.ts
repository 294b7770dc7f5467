/** Money: whole minor units and an ISO 4217 code. No floats are ever stored. */
export type Money = { minor: bigint; currency: string }

/** Currencies whose minor unit is not a hundredth (ISO 4217, active codes). Source: data/iso_currencies. */
const DIGITS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
}

/** How many decimal places `currency` has. */
export function minorDigits(currency: string): number {
  return DIGITS[currency] ?? 2
}

/** The currencies whose minor unit is not a hundredth, for the database's twin function. */
export function unusualMinorDigits(): Readonly<Record<string, number>> {
  return DIGITS
}

/**
 * Reads a decimal such as `1234.5` or `-0.05` as minor units.
 * Undefined where it is no plain decimal or has more places than the currency.
 */
export function minorFrom(decimal: string, currency: string): bigint | undefined {
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,40}))?$/.exec(decimal.trim())
  if (!match) return undefined
  const digits = minorDigits(currency)
  const fraction = (match[3] ?? '').replace(/0+$/, '')
  if (fraction.length > digits) return undefined
  const minor = BigInt((match[2] ?? '0') + fraction.padEnd(digits, '0'))
  return match[1] === '-' ? -minor : minor
}

/** Minor units as a plain decimal with exactly the currency's places: `123450n CNY` → `1234.50`. */
export function decimalFrom(minor: bigint, currency: string): string {
  const digits = minorDigits(currency)
  const sign = minor < 0n ? '-' : ''
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0')
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** Money as a condition counts it, in major units; anything else as it is. */
export function inMajorUnits(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('currency' in value) || !('amount' in value))
    return value
  return Number(Number(value.amount).toFixed(minorDigits(String(value.currency))))
}
