/** The key a function is known by, from its English name; empty where that has no Latin letter. */
export function functionKeyOf(english: string): string {
  return english
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '')
}
