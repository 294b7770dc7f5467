/** A draft with the way it came: what can be undone, and what was undone. */
export type History<State> = {
  past: readonly State[]
  present: State
  future: readonly State[]
}

const MOST_STEPS = 100

/** A history that begins with `state`: nothing to undo. */
export function begun<State>(state: State): History<State> {
  return { past: [], present: state, future: [] }
}

/** One step further; what was undone before is forgotten. A step that changes nothing is none. Keeps the last hundred. */
export function stepped<State>(history: History<State>, next: State): History<State> {
  if (JSON.stringify(next) === JSON.stringify(history.present)) return history
  return { past: [...history.past, history.present].slice(-MOST_STEPS), present: next, future: [] }
}

/** The last step taken back; as it is where there is none. */
export function undone<State>({ past, present, future }: History<State>): History<State> {
  const before = past.at(-1)
  if (before === undefined) return { past, present, future }
  return { past: past.slice(0, -1), present: before, future: [present, ...future] }
}

/** The last step taken back made again; as it is where there is none. */
export function redone<State>({ past, present, future }: History<State>): History<State> {
  const [next, ...rest] = future
  if (next === undefined) return { past, present, future }
  return { past: [...past, present], present: next, future: rest }
}

/** Brings what somebody else changed into every step, so that undoing takes back one's own steps only. */
export function rebased<State>(history: History<State>, bring: (state: State) => State): History<State> {
  return {
    past: history.past.map(bring),
    present: bring(history.present),
    future: history.future.map(bring),
  }
}
