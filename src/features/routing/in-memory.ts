/** Deciding without a database between two decisions, as it is done with one: for a year that is simulated or replayed. */
export { peopleAtWork } from './actions/people.ts'
export {
  addTurns,
  asksConversion,
  asksMedian,
  contactKeys,
  inputOf,
  loadStateOf,
  type Ready,
  readyRule,
  type Turns,
  turnsAfter,
  type Won,
  weekOf,
} from './rules.ts'
export { insertDecisions, keepGrounds, type NewDecision } from './store.ts'
