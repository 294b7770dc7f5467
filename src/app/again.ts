/**
 * Does `work` every `everyMs`, with `atOnce` now too, never twice at the same time. `work` tells of its own faults.
 * Answers what stops it, once the last turn has ended. Keeps no process alive.
 */
export function again(
  everyMs: number,
  work: () => Promise<unknown>,
  { atOnce = false } = {},
): () => Promise<void> {
  let last: Promise<unknown> | undefined
  const turn = () => {
    last ??= work().finally(() => {
      last = undefined
    })
  }
  const timer = setInterval(turn, everyMs)
  timer.unref()
  if (atOnce) turn()
  return async () => {
    clearInterval(timer)
    await last
  }
}
