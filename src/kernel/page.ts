/** A page of a keyset list. `next` is undefined on the last page. */
export type Page<T> = { items: T[]; next?: string }

export const DEFAULT_PAGE_SIZE = 50
export const MAX_PAGE_SIZE = 200

/** Packs the sort values of the last row into an opaque cursor (base64url of JSON). */
export function packCursor(values: readonly unknown[]): string {
  const bytes = utf8(JSON.stringify(values))
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return toBase64Url(binary)
}

/** Opens a cursor; undefined where it was not made by `packCursor`. */
export function openCursor(cursor: string): unknown[] | undefined {
  try {
    const values: unknown = JSON.parse(fromUtf8(fromBase64Url(cursor)))
    return Array.isArray(values) ? values : undefined
  } catch {
    return undefined
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function toBase64Url(binary: string): string {
  let out = ''
  for (let i = 0; i < binary.length; i += 3) {
    const chunk =
      (binary.charCodeAt(i) << 16) | ((binary.charCodeAt(i + 1) || 0) << 8) | (binary.charCodeAt(i + 2) || 0)
    const left = binary.length - i
    for (let k = 0; k < Math.min(left + 1, 4); k++) out += ALPHABET[(chunk >> (18 - 6 * k)) & 63]
  }
  return out
}

function fromBase64Url(text: string): number[] {
  const bytes: number[] = []
  let buffer = 0
  let bits = 0
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter)
    if (value < 0) throw new Error('not base64url')
    buffer = ((buffer << 6) | value) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes.push((buffer >> bits) & 255)
    }
  }
  return bytes
}

function utf8(text: string): number[] {
  return [...encodeURIComponent(text).matchAll(/%([0-9A-F]{2})|(.)/g)].map((m) =>
    m[1] ? Number.parseInt(m[1], 16) : (m[2] ?? '').charCodeAt(0),
  )
}

function fromUtf8(bytes: readonly number[]): string {
  return decodeURIComponent(bytes.map((b) => `%${b.toString(16).padStart(2, '0')}`).join(''))
}
