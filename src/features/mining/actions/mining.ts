import { DeviationMiner } from '../../../engines/mining/deviations.ts'
import { type PassingBy, PassingMiner } from '../../../engines/mining/passing.ts'
import { ProcessMapMiner } from '../../../engines/mining/process-map.ts'
import { QueueMiner } from '../../../engines/mining/queues.ts'
import { type SpentBy, TimeSpentMiner } from '../../../engines/mining/time-spent.ts'
import { type VariantBy, VariantMiner } from '../../../engines/mining/variants.ts'
import { addDays } from '../../../kernel/time.ts'
import { dayIn } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Asked, Bottlenecks, Reason } from '../contract.ts'
import { planFacts } from '../store.ts'
import { eachCourse, type Ground, groundOf, headOf, optionsOf } from './reading.ts'

const WINDOW_DAYS = 91

/** Where the viewer's opportunities went, and what went by before each step. */
export async function process(context: Context, asked: Asked) {
  const ground = await groundOf(context)
  const miner = new ProcessMapMiner()
  const counted = await eachCourse(context, ground, wanted(context, asked), (course) => miner.add(course))
  const { nodes, arrows, passes } = miner.result()
  return {
    ...headOf(ground, counted),
    nodes: nodes.map((node) => ({ ...node, mark: `stage:${node.key}` })),
    arrows: arrows.map((arrow) => ({ ...arrow, mark: `arrow:${arrow.from}>${arrow.to}` })),
    passes: passes.map((pass) => ({
      ...pass,
      mark: `pass:${pass.stage}>${pass.fromFunction ?? ''}>${pass.toFunction ?? ''}`,
    })),
  }
}

export async function variants(context: Context, asked: Asked & { by: VariantBy; limit: number }) {
  const ground = await groundOf(context)
  const miner = new VariantMiner(asked.by)
  const counted = await eachCourse(context, ground, wanted(context, asked), (course) => miner.add(course))
  const { different, variants } = miner.result(asked.limit)
  return { ...headOf(ground, counted), different, variants }
}

export async function handOvers(context: Context, asked: Asked & { by: PassingBy }) {
  const ground = await groundOf(context)
  const { by } = asked
  const miner = new PassingMiner(by, ground)
  const counted = await eachCourse(context, ground, wanted(context, asked), (course) => miner.add(course))
  const { cells, pingPong } = miner.result()
  const keys = new Set([
    ...cells.flatMap(({ from, to }) => [from, to]),
    ...pingPong.flatMap(({ a, b }) => [a, b]),
  ])
  return {
    ...headOf(ground, counted),
    names: Object.fromEntries([...keys].map((key) => [key, nameOf(ground, by, key)])),
    cells: cells.map((cell) => ({ ...cell, mark: `hand-over:${by}:${cell.from}>${cell.to}` })),
    pingPong: pingPong.map((one) => ({ ...one, mark: `ping-pong:${by}:${one.a}>${one.b}` })),
  }
}

const NONE = { zh: '无', en: 'none' }

function nameOf({ people, functions }: Ground, by: PassingBy, key: string): { zh: string; en: string } {
  const same = (text: string | null | undefined) => (text ? { zh: text, en: text } : NONE)
  if (by === 'department')
    return same([...people.values()].find((one) => one.department === key)?.departmentName)
  if (by === 'person' && !key.startsWith('~')) return same(people.get(key)?.name)
  const label = functions.find((one) => one.key === key.replace(/^~/, ''))?.label ?? NONE
  return by === 'function' ? label : { zh: `${label.zh}（其他人）`, en: `${label.en} (others)` }
}

/** The window looked at and where work waits within it. */
export async function bottlenecks(
  context: Context,
  asked: Pick<Asked, 'filter' | 'from' | 'to'>,
): Promise<Bottlenecks> {
  const ground = await groundOf(context)
  const { options, window, from, to } = windowOf(context, ground, asked)
  const miner = new QueueMiner({ ...ground, ...window })
  const counted = await eachCourse(context, ground, options, (course) => miner.add(course))
  const queues = miner.result()
  const all = queues.reduce((sum, { waiting }) => sum + waiting.total, 0)
  return {
    ...headOf(ground, counted),
    from,
    to,
    bottlenecks: queues.map(({ people, reason, ...queue }) => ({
      ...queue,
      share: all === 0 ? 0 : queue.waiting.total / all,
      headcount: people.length,
      people: people.flatMap(({ correlation: _, arrivalDays: __, person, ...one }) =>
        ground.calls.person(person, queue.stage) === person
          ? [{ person: { id: person, name: ground.people.get(person)?.name ?? '' }, ...one }]
          : [],
      ),
      reason: told(ground, reason, queue.stage),
      mark: `waits:${queue.stage}`,
      filter: `stage in ${JSON.stringify(ground.stages.get(queue.stage)?.ids ?? [])} && isOpen == true`,
    })),
  }
}

/** Who has most of it is named to whoever leads them, to others by function. */
function told({ calls, people, functions }: Ground, reason: Reason, stage: string): Reason {
  if (reason.code !== 'uneven') return reason
  const called = calls.person(reason.person, stage)
  const name = people.get(called)?.name ?? functions.find(({ key }) => `~${key}` === called)?.key ?? ''
  return { ...reason, person: name }
}

/** The days asked for, the last ones where none are, as instants and as days. */
export function windowOf(
  context: Context,
  { usual, now }: Ground,
  { filter, from: first, to: last }: Pick<Asked, 'filter' | 'from' | 'to'>,
) {
  const today = dayIn(context.now, context.registry.company.timeZone)
  const to = last ?? today
  const from = first ?? addDays(to, 1 - WINDOW_DAYS)
  const options = optionsOf({ filter, from, to, of: 'lived' }, today)
  const until = Math.max(usual.startOf(from) + 1, Math.min(now, usual.startOf(addDays(to, 1))))
  return { options, from, to, window: { from: usual.startOf(from), until } }
}

export async function deviations(context: Context, asked: Asked) {
  const ground = await groundOf(context)
  const plans = await planFacts(context.db)
  const miner = new DeviationMiner((version) => plans.get(version))
  const counted = await eachCourse(context, ground, wanted(context, asked), (course) => miner.add(course))
  return { ...headOf(ground, counted), deviations: miner.result().deviations }
}

export async function lostTime(context: Context, asked: Asked & { by: SpentBy }) {
  const ground = await groundOf(context)
  const { by } = asked
  const miner = new TimeSpentMiner(by)
  const counted = await eachCourse(context, ground, wanted(context, asked), (course) => miner.add(course))
  const marked = (key: string, outcome: 'won' | 'lost') => `spent:${by}:${key}:${outcome}`
  return {
    ...headOf(ground, counted),
    lines: miner.result().map(({ key, won, lost, longerWhenLost }) => ({
      key,
      won: { ...won, mark: marked(key, 'won') },
      lost: { ...lost, mark: marked(key, 'lost') },
      longerWhenLost,
    })),
  }
}

function wanted(context: Context, asked: Asked) {
  return optionsOf(asked, dayIn(context.now, context.registry.company.timeZone))
}
