import type { SaxesTagPlain } from 'saxes'
import { SaxesParser } from 'saxes'
import { isRefusal } from '../../../kernel/refusal.ts'
import { forbiddenMarkup, oversizedWorkbook } from '../errors.ts'
import { damaged } from './zip.ts'

/** What happens while XML is read; names come without their prefix. */
export type XmlHandlers = {
  open?(name: string, attribute: (name: string) => string | undefined): void
  close?(name: string): void
  text?(text: string): void
}

/** Longest stretch without any tag or text finished: no cell, name or attribute is near it. */
const MAX_STRETCH = 8 * 1024 ** 2
const MAX_DEPTH = 64

/**
 * Reads XML piece by piece and calls the handlers; pauses after every piece, so that what they gathered can be passed on.
 * Refuses DTDs, whose entities could grow without bound or name outside files, and anything not well formed.
 */
export async function* readXml(
  part: string,
  pieces: AsyncIterable<Buffer>,
  handlers: XmlHandlers,
): AsyncGenerator<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const watch = { stretch: 0 }
  const parser = parserFor(part, handlers, watch)
  for await (const piece of pieces) {
    watch.stretch += piece.length
    if (watch.stretch > MAX_STRETCH) throw oversizedWorkbook({ what: 'xml-text', limit: MAX_STRETCH })
    orDamaged(part, () => parser.write(decoder.decode(piece, { stream: true })))
    yield
  }
  orDamaged(part, () => parser.write(decoder.decode()).close())
  yield
}

/** Reads a whole part; for parts that are small by nature. */
export async function readWholeXml(
  part: string,
  pieces: AsyncIterable<Buffer>,
  handlers: XmlHandlers,
): Promise<void> {
  for await (const _ of readXml(part, pieces, handlers)) {
    // The handlers keep what is wanted.
  }
}

function parserFor(part: string, handlers: XmlHandlers, watch: { stretch: number }): SaxesParser {
  const parser = new SaxesParser({ xmlns: false, position: false })
  let depth = 0
  parser.on('doctype', () => {
    throw forbiddenMarkup({ part })
  })
  parser.on('error', (cause) => {
    throw cause
  })
  parser.on('opentag', (tag) => {
    watch.stretch = 0
    if (++depth > MAX_DEPTH) throw damaged(part, 'depth')
    handlers.open?.(withoutPrefix(tag.name), (name) => attributeOf(tag, name))
  })
  parser.on('closetag', (tag) => {
    watch.stretch = 0
    depth--
    handlers.close?.(withoutPrefix(tag.name))
  })
  const take = (found: string): void => handlers.text?.(found)
  parser.on('text', take)
  parser.on('cdata', take)
  return parser
}

/** Of all attributes only the id of a relation, `r:id`, ever carries a prefix: asking for the others costs one look. */
function attributeOf(tag: SaxesTagPlain, name: string): string | undefined {
  const value = tag.attributes[name]
  if (value !== undefined || name !== 'id') return value
  const prefixed = Object.keys(tag.attributes).find((key) => withoutPrefix(key) === name)
  return prefixed === undefined ? undefined : tag.attributes[prefixed]
}

function withoutPrefix(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}

function orDamaged(part: string, parse: () => unknown): void {
  try {
    parse()
  } catch (cause) {
    throw isRefusal(cause) ? cause : damaged(part, 'xml')
  }
}
