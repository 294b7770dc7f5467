import { readFileSync } from 'node:fs'

/** How often a process looks how far its clock is to be from the true one. */
export const CLOCK_LOOK_MS = 50

/**
 * Imported before a server (`node --import`), it makes the clock of that process jump: the file it is told of holds the milliseconds.
 * Timers count on, as they do where the clock of a machine is set.
 */
function jump(file: string): void {
  const True = Date
  let apartMs = 0
  globalThis.Date = class extends True {
    constructor(...given: unknown[]) {
      super(...((given.length > 0 ? given : [True.now() + apartMs]) as [number]))
    }
    static override now(): number {
      return True.now() + apartMs
    }
  } as DateConstructor
  const look = () => {
    try {
      apartMs = Number(readFileSync(file, 'utf8')) || 0
    } catch {
      // being written at this moment, or gone at the end
    }
  }
  look()
  setInterval(look, CLOCK_LOOK_MS).unref()
}

const file = process.env['BATON_TEST_CLOCK']
if (file) jump(file)
