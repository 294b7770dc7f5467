export {
  type ApprovalAsked,
  type ApprovalRule,
  type ApprovalState,
  type Approver,
  type Around,
  approvalState,
  approvalsWanted,
  approversOf,
  isGateOpen,
} from './approvals.ts'
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
