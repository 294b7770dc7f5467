import iconv from 'iconv-lite'
import { badUtf8, bytesOf } from './encodings.ts'
import { badBytes, binaryContent } from './errors.ts'

const ZERO = /\0/
/** A zero, the sign a decoder leaves for what it could not read, or half of a surrogate pair. */
const ZERO_OR_LOST = /[\0\ufffd]|[\ud800-\udfff]/u

/**
 * The text of a file, piece by piece, without byte-order mark. No character is ever replaced:
 * bytes that are not text of `encoding`, and zero bytes, refuse the file with their line.
 */
export async function* decodedText(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = decoderOf(encoding)
  let line = 1
  let afterCr = false
  const checked = (text: string): string => {
    const bad = text.search(encoding === 'utf-8' ? ZERO : ZERO_OR_LOST)
    const seen = bad < 0 ? text : text.slice(0, bad)
    for (let i = 0; i < seen.length; i++) {
      const code = seen.charCodeAt(i)
      if (code === 13 || (code === 10 && !afterCr)) line++
      afterCr = code === 13
    }
    if (bad < 0) return text
    throw text[bad] === '\0' ? binaryContent({ line }) : badBytes({ line, encoding })
  }
  for await (const chunk of bytesOf(path)) {
    const text = await orBadUtf8(path, encoding, () => decoder.write(chunk))
    if (text !== '') yield checked(text)
  }
  const rest = await orBadUtf8(path, encoding, () => decoder.end())
  if (rest !== '') yield checked(rest)
}

type Decoder = { write(chunk: Buffer): string; end(): string }

function decoderOf(encoding: string): Decoder {
  if (encoding.startsWith('utf-')) {
    const decoder = new TextDecoder(encoding, { fatal: encoding === 'utf-8' })
    return { write: (chunk) => decoder.decode(chunk, { stream: true }), end: () => decoder.decode() }
  }
  const decoder = iconv.getDecoder(encoding)
  return { write: (chunk) => decoder.write(chunk), end: () => decoder.end() ?? '' }
}

async function orBadUtf8(path: string, encoding: string, decode: () => string): Promise<string> {
  try {
    return decode()
  } catch (cause) {
    if (encoding === 'utf-8' && cause instanceof TypeError) throw await badUtf8(path)
    throw cause
  }
}
