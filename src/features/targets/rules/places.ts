/** What somebody is placed by; `exact` where it is a whole number or an amount. */
export type Figure = { id: string; value: number; n: number; exact: bigint | null }

/** In order, the largest first; equal ones share a place and the next goes on behind all of them. */
export function placed(figures: readonly Figure[]): { place: number; figure: Figure }[] {
  const ordered = [...figures].sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1))
  let place = 0
  return ordered.map((figure, i) => {
    if (i === 0 || figure.value !== ordered[i - 1]?.value) place = i + 1
    return { place, figure }
  })
}

/** Somebody's place among others, null where they have no figure. */
export function placeOf(figures: readonly Figure[], id: string): { place: number; of: number } | null {
  const own = placed(figures).find(({ figure }) => figure.id === id)
  return own ? { place: own.place, of: figures.length } : null
}
