import { textKind } from './plain.ts'

/** A number people dial, kept as it is written; `转` and `ext` give an extension. */
export const phone = textKind({
  type: 'phone',
  most: 40,
  problem: (value) =>
    /^[+＋(（]?[\d０-９][\d０-９\s()（）+\-－–.·/#*,;]*((转|ext\.?|x)\s*\d+)?$/i.test(value) &&
    /(\D*\d){3}/.test(value.normalize('NFKC'))
      ? undefined
      : 'not-a-phone',
  index: (field) => `(${field.column})`,
})
