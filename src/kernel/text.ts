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

/** At most so many letters of a text, with a sign where there are more. */
export function shortened(text: string, most: number): string {
  const letters = [...text]
  return letters.length > most ? `${letters.slice(0, most).join('')}…` : text
}
