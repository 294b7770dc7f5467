/** What a browser is told: that something changed, never what is in it. */
export type Told = { object: string; id: string; gone?: true }

/** Changes as one stream hears them: each record once, the last word counting. */
export function toldOnce(told: readonly Told[]): Told[] {
  return [...new Map(told.map((one) => [`${one.object} ${one.id}`, one])).values()]
}

/** One server-sent event. */
export function frame(told: Told): string {
  return `event: change\ndata: ${JSON.stringify(told)}\n\n`
}
