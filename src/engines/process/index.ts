export { type Approver, type Around, approversOf } from './approvals.ts'
export { type GraphFault, graphFaults, startOf } from './graph.ts'
export {
  type Direction,
  directionOf,
  type Edge,
  gatesPassed,
  type Mover,
  movesOf,
  type StageFacts,
} from './moves.ts'
