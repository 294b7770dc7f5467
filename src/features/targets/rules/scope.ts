import type { Subject } from '../contract.ts'

export type Member = { id: string; name: string; department: string | null; active: boolean }
export type Department = { id: string; name: string; parent: string | null }
export type Reader = { personId: string; admin: boolean; reports: readonly string[]; seesAll: boolean }
export type Scope = ReturnType<typeof scopeOf>

/**
 * Whose figures somebody sees and whose targets they set. People: themself and those they lead. A department: whoever leads everybody
 * in it or is one of them, and whoever sees everything; it is set by whoever leads all of it from above. The company, products and
 * series: whoever sees everything; administrators set them.
 */
export function scopeOf(reader: Reader, people: readonly Member[], departments: readonly Department[]) {
  const children = Map.groupBy(departments, ({ parent }) => parent)
  const trees = new Map<string, Set<string>>()
  const treeOf = (id: string): Set<string> => {
    const known = trees.get(id)
    if (known) return known
    const tree = new Set([id])
    trees.set(id, tree) // before what is below it: a circle ends here
    for (const child of children.get(id) ?? []) for (const one of treeOf(child.id)) tree.add(one)
    return tree
  }
  const led = new Set(reader.reports)
  const isMe = (id: string) => id === reader.personId
  const membersOf = (id: string) => {
    const tree = treeOf(id)
    return people.filter(({ department }) => department !== null && tree.has(department))
  }
  const activeIn = (id: string) => membersOf(id).filter(({ active }) => active)
  const isLed = (id: string, withMe: boolean) => {
    const members = activeIn(id)
    return (
      members.some((one) => led.has(one.id)) &&
      members.every((one) => led.has(one.id) || (withMe && isMe(one.id)))
    )
  }
  return {
    people: new Map(people.map((one) => [one.id, one])),
    departments: new Map(departments.map((one) => [one.id, one])),
    membersOf,
    seesWhole: reader.admin || reader.seesAll,
    seesPerson: (id: string) => reader.admin || isMe(id) || led.has(id),
    seesDepartment: (id: string) => reader.admin || reader.seesAll || isLed(id, true),
    sets: (subject: Subject, key: string) => {
      if (reader.admin) return true
      if (subject === 'person') return led.has(key)
      return subject === 'department' && isLed(key, false)
    },
  }
}
