/** A text in both languages of the product. */
export type Text = { zh: string; en: string }
export type Language = 'zh' | 'en'

/**
 * The form in which texts are compared and searched: NFKC, lower case, single spaces, trimmed.
 * Full-width letters and digits become half-width. Case folding is ASCII and Unicode simple lower case.
 */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}
