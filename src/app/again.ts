const turns = new Set<() => Promise<void>>()

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
    return last
  }
  const turnAnew = async () => {
    await last // it began before
    await turn()
  }
  const timer = setInterval(turn, everyMs)
  timer.unref()
  turns.add(turnAnew)
  if (atOnce) turn()
  return async () => {
    clearInterval(timer)
    turns.delete(turnAnew)
    await last
  }
}

/** Gives everything this process does again and again a turn now, one after the other; answers when all have had it. */
export async function turnAll(): Promise<void> {
  for (const turn of turns) await turn()
}
