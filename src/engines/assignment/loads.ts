import type { Load } from './eligible.ts'
import type { LoadState, Person } from './model.ts'

/** What everybody has and received, by their place among the people. */
export class Loads {
  readonly open: Float64Array
  readonly today: Float64Array
  readonly week: Float64Array
  readonly units: Float64Array
  private readonly people: readonly Person[]

  constructor(people: readonly Person[], state: LoadState) {
    this.people = people
    this.open = columnOf(people, state.open)
    this.today = columnOf(people, state.today)
    this.week = columnOf(people, state.week)
    this.units = columnOf(people, state.units)
  }

  at(place: number): Load {
    const { open, today, week, units } = this
    return {
      open: open[place] ?? 0,
      today: today[place] ?? 0,
      week: week[place] ?? 0,
      units: units[place] ?? 0,
    }
  }

  /** Somebody received one by a rule. */
  receive(place: number, workload: number): void {
    this.hold(place, workload)
    this.today[place] = (this.today[place] ?? 0) + 1
    this.week[place] = (this.week[place] ?? 0) + 1
  }

  /** Somebody holds one more, whatever the rules gave them today. */
  hold(place: number, workload: number): void {
    this.open[place] = (this.open[place] ?? 0) + 1
    this.units[place] = (this.units[place] ?? 0) + workload
  }

  saveTo(state: LoadState): void {
    state.week ??= new Map()
    state.units ??= new Map()
    this.people.forEach(({ id }, place) => {
      const { open, today, week, units } = this.at(place)
      state.open.set(id, open)
      state.today.set(id, today)
      state.week?.set(id, week)
      state.units?.set(id, units)
    })
  }
}

/** A number for everybody, in the order of the people. */
export function columnOf(
  people: readonly Person[],
  of: ReadonlyMap<string, number> | undefined,
  none = 0,
): Float64Array {
  const found = new Float64Array(people.length)
  for (let place = 0; place < found.length; place++)
    found[place] = of?.get((people[place] as Person).id) ?? none
  return found
}
