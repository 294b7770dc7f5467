type Step = () => Promise<void> | void

/**
 * What is to be done at the end, the last begun first: once, however often it is asked for, and every step although one fails.
 * SIGINT and SIGTERM ask for it and then end the process, with 0 or the code given.
 */
export function endings(
  first: Step,
  codes: { SIGINT: number; SIGTERM: number } = { SIGINT: 130, SIGTERM: 143 },
) {
  const steps: Step[] = [first]
  let running: Promise<void> | undefined
  const run = (): Promise<void> => {
    running ??= runAll(steps) // a terminal and a launcher both tell of one Ctrl-C
    return running
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void run().then(() => process.exit(codes[signal]), failed))
  }
  return { push: (step: Step) => void steps.push(step), run }
}

async function runAll(steps: Step[]): Promise<void> {
  const faults: unknown[] = []
  for (let step = steps.pop(); step; step = steps.pop()) {
    try {
      await step()
    } catch (thrown) {
      faults.push(thrown)
    }
  }
  if (faults.length > 0) throw faults[0]
}

function failed(thrown: unknown): void {
  process.stderr.write(`Stopping failed: ${thrown instanceof Error ? thrown.message : thrown}\n`)
  process.exit(1)
}
