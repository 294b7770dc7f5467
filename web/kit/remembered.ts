const PREFIX = 'baton.'

/** What this browser remembers under `name`; undefined where nothing, or where storage is shut. */
export function recall(name: string): unknown {
  try {
    const text = localStorage.getItem(PREFIX + name)
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Remembers `value` under `name` in this browser. Where storage is shut the value just lasts as long as the page. */
export function remember(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value))
  } catch {
    // a private window: nothing to be done, nothing is lost but a preference
  }
}
