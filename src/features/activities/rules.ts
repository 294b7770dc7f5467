type Named = { id: string; name: string }

/** People named as `@name`: at each @ the longest name that stands there. A name that several bear names all of them. */
export function mentionedIn(text: string, people: readonly Named[]): string[] {
  const found = new Set<string>()
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const named = people.filter(({ name }) => name !== '' && text.startsWith(name, at + 1))
    const longest = Math.max(0, ...named.map(({ name }) => name.length))
    for (const { id, name } of named) if (name.length === longest) found.add(id)
  }
  return [...found]
}
