import type { Strategy } from '../../../src/features/plan/contract.ts'
import type { Change } from '../../../src/features/replay/contract.ts'
import type { Reference } from '../../records/queries.ts'

/** What was said of a difference so far. */
export type Said = {
  person?: Reference | undefined
  like?: Reference | undefined
  name?: string
  functions?: string[]
  department?: string | undefined
  weight?: number | undefined
  openCap?: number | undefined
  dayCap?: number | undefined
  weekCap?: number | undefined
  days?: [string, string] | undefined
  rule?: number
  strategy?: Strategy | undefined
  clock?: 'first-contact' | 'follow-up' | 'dwell'
  stage?: string | undefined
  within?: { amount: number; unit: 'hours' | 'working-hours' | 'days' | 'working-days' }
}

/** The difference that was said; undefined while something is missing. */
export function saidChange(kind: Change['kind'], said: Said): Change | undefined {
  const { person, like, name, days, rule, clock, within, stage } = said
  const caps = given({ openCap: said.openCap, dayCap: said.dayCap, weekCap: said.weekCap })
  const belongs = given({
    functions: said.functions?.length ? said.functions : undefined,
    department: said.department,
  })
  switch (kind) {
    case 'remove-person':
      return person && { kind, person: person.id }
    case 'hours-like':
      return person && like && { kind, person: person.id, like: like.id }
    case 'absent':
      return person && days && { kind, person: person.id, from: days[0], to: days[1] }
    case 'add-person': {
      const as = { ...belongs, ...caps, ...given({ weight: said.weight, like: like?.id }) }
      return name?.trim() && (like || said.functions?.length) ? { kind, name: name.trim(), ...as } : undefined
    }
    case 'change-person': {
      const what = { ...belongs, ...caps, ...given({ weight: said.weight }) }
      return person && Object.keys(what).length > 0 ? { kind, person: person.id, ...what } : undefined
    }
    case 'remove-rule':
      return rule === undefined ? undefined : { kind, rule }
    case 'change-rule': {
      const what = { ...caps, ...given({ strategy: said.strategy }) }
      return rule !== undefined && Object.keys(what).length > 0 ? { kind, rule, ...what } : undefined
    }
    case 'change-clock':
      return clock && within ? { kind, clock, within, ...given({ stage }) } : undefined
  }
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function given<T extends object>(said: T): Given<T> {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as Given<T>
}
