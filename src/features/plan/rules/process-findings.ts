import { graphFaults, movesOf } from '../../../engines/process/index.ts'
import type { Finding, PlanDocument } from '../contract.ts'
import { stagesOf } from './document.ts'
import { conditionProblems, error, type Fix, fixBy, type Place, step } from './finding.ts'
import type { Known } from './known.ts'

/** What is wrong with the process with this number: its condition, its stages, its graph, its place among the others. */
export function processFindings(at: number, plan: PlanDocument, known: Known): Finding[] {
  const process = plan.processes[at]
  if (!process) return []
  const path = `/processes/${at}`
  const place = (setting: string): Place => ({ part: 'process', key: process.key, setting })
  const stages = stagesOf(process, plan.stages)
  const keys = new Set(plan.stages.map(({ key }) => key))
  const moves = movesOf(stages, process.moves)
  const isLast = at === plan.processes.length - 1
  const taking = (i: number) => [step('remove', `${path}/stages/${i}`)]
  return [
    ...(process.when ? conditionProblems(process.when, `${path}/when`, place('when'), known) : []),
    ...process.stages.flatMap((stage, i) => {
      if (!keys.has(stage))
        return [
          error('unknown-stage', place('stages'), { stage }, fixBy('remove-stage', { stage }, taking(i))),
        ]
      return process.stages.indexOf(stage) < i
        ? [error('stage-twice', place('stages'), { stage }, fixBy('remove-stage', { stage }, taking(i)))]
        : []
    }),
    ...graphFaults(stages, moves).map(({ code, ...facts }) =>
      error(
        code,
        place(code.startsWith('no-') ? 'stages' : 'moves'),
        facts,
        graphFix(code, facts, path, process, stages),
      ),
    ),
    ...(isLast && process.when
      ? [
          error(
            'no-process-for-the-rest',
            place('when'),
            {},
            fixBy('clear-condition', {}, [step('replace', `${path}/when`, '')]),
          ),
        ]
      : []),
    ...(!isLast && !process.when ? [shadowing(at, plan, path, place('when'))] : []),
  ]
}

function shadowing(at: number, plan: PlanDocument, path: string, place: Place): Finding {
  const rest = plan.processes.slice(at + 1)
  const patch = rest.every(({ when }) => when)
    ? [step('remove', path), step('add', '/processes/-', plan.processes[at])]
    : undefined
  const hides = rest.map(({ key }) => key)
  return error('process-shadowed', place, { hides }, fixBy('move-last', {}, patch))
}

type Process = PlanDocument['processes'][number]
type Facts = { stage?: string; from?: string; to?: string }

/** What is missing of a graph: one more move, one fewer, or a stage. Only where moves are named can a stage be out of reach. */
function graphFix(
  code: string,
  { stage, from, to }: Facts,
  path: string,
  { moves }: Process,
  stages: readonly { key: string; kind: string; phase: string }[],
): Fix {
  if (code === 'impossible-move') {
    const i = moves?.findIndex((one) => one.from === from && one.to === to) ?? -1
    return fixBy('remove-move', { from, to }, i >= 0 ? [step('remove', `${path}/moves/${i}`)] : undefined)
  }
  const at = stages.findIndex(({ key }) => key === stage)
  const isNear = (one: { phase: string }) => (one.phase === 'delivery') === (stages[at]?.phase === 'delivery')
  const allow = (a: string, b: string) =>
    fixBy('allow-move', { from: a, to: b }, [
      step('add', `${path}/moves/-`, { from: a, to: b, by: 'holder' }),
    ])
  if (code === 'unreachable-stage' && moves && stage) {
    const before = stages.slice(0, at).findLast((one) => one.kind === 'open' && isNear(one))
    if (before) return allow(before.key, stage)
    const won = stages.find(({ kind }) => kind === 'won')
    if (won && stages[at]?.phase === 'delivery') return allow(won.key, stage)
  }
  if (code === 'dead-end' && moves && stage) {
    const won = stages.find(({ kind }) => kind === 'won')
    let last = at // the way may end further on: then it is there that a move is missing
    for (;;) {
      const i = stages.findIndex(
        (one, n) => n > last && (one.kind === 'open' || one.kind === 'done') && isNear(one),
      )
      const next = stages[i] ?? won
      const from = stages[last]
      if (!next || !from) break
      const isAllowed = moves.some((one) => one.from === from.key && one.to === next.key)
      if (!isAllowed) return allow(from.key, next.key)
      if (i < 0) break
      last = i
    }
  }
  return fixBy('add-stage', { code })
}
