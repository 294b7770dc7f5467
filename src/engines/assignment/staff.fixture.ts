import {
  type Arrival,
  explained,
  type Facts,
  type LoadState,
  type Person,
  Router,
  type Rule,
} from './index.ts'

/** Nobody has anything, and nobody is owed anything. */
export const fresh = (more: Partial<LoadState> = {}): LoadState => ({
  open: new Map(),
  today: new Map(),
  credit: new Map(),
  last: new Map(),
  ...more,
})
export const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  name: id,
  active: true,
  functions: [],
  departmentPath: [],
  skills: [],
  territories: [],
  weight: 1,
  ...more,
})
export const rule = (more: Partial<Rule> = {}): Rule => ({
  id: 'r',
  holds: () => true,
  candidates: {},
  strategy: 'weighted-round-robin',
  ...more,
})
/** What a router decides about what comes together, as it is explained after it was kept. */
export const all = (
  given: Rule | Rule[],
  people: Person[],
  coming: { facts?: Facts; arrival?: Arrival }[],
  state = fresh(),
) => {
  const rules = [given].flat()
  const router = new Router(rules, people, 'keeper', state)
  const decided = router.decideAll(
    coming.map(({ facts = {}, arrival }) => ({ facts, draw: 0, ...(arrival ? { arrival } : {}) })),
  )
  const ids = rules.map(({ id }) => id)
  return decided.map(({ outcome, ground }) => explained(JSON.parse(JSON.stringify(outcome)), ground, ids))
}
