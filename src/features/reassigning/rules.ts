/** Which open opportunities of an account go along with its new holder. */
export type Choice = 'all' | 'old-holder' | 'none' | readonly string[]

/** Those that are chosen and not held by the receiver yet; the rest stay. */
export function chosen<T extends { id: string; holderId: string }>(
  open: readonly T[],
  choice: Choice,
  oldHolderId: string | null,
  receiverId: string,
): { going: T[]; staying: T[] } {
  const isChosen = (one: T) => {
    if (choice === 'all') return true
    if (choice === 'none') return false
    if (choice === 'old-holder') return one.holderId === oldHolderId
    return choice.includes(one.id)
  }
  const going = open.filter((one) => one.holderId !== receiverId && isChosen(one))
  const gone = new Set(going)
  return { going, staying: open.filter((one) => !gone.has(one)) }
}
