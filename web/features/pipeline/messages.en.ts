import type { zh } from './messages.zh.ts'

export const en: Record<keyof typeof zh, string> = {
  'pipeline.move-to': 'Move to “{stage}”',
  'pipeline.no-way': 'There is no way from here to “{stage}”.',
  'pipeline.moved': 'Stage changed',
  'pipeline.forward': 'Move on',
  'pipeline.back': 'Move back',
  'pipeline.win': 'Mark as won',
  'pipeline.lose': 'Mark as lost',
  'pipeline.reopen': 'Reopen',
  'pipeline.finish': 'Finish delivery',
  'pipeline.gate-needs': 'Still needed before the next stage:',
  'pipeline.task-not-done': 'This task is not done yet: {task}',
  'pipeline.gate-condition': 'The gate’s condition does not hold: {condition}',
  'pipeline.reason': 'Reason',
  'pipeline.reason-optional': 'Reason (optional)',
  'pipeline.hands-over':
    '{function} is accountable at this stage: the least loaded of them takes it over at once.',
  'pipeline.needs-function': 'Accountable there is “{function}”: hand it over after moving.',
  'refusal.pipeline.not-your-move': 'The move from “{from}” to “{to}” is kept for the {by}.',
  'refusal.pipeline.gate-shut': 'The gate is shut; still missing: {missing}.',
  'refusal.pipeline.no-such-move': 'There is no way from this stage to that one.',
  'refusal.pipeline.there-already': 'It is at this stage already.',
  'refusal.pipeline.reason-needed': 'Please say why.',
}
