import type { Text } from '../../../kernel/text.ts'
import type { ImportObject } from '../contract.ts'

export type Target = {
  name: string
  label: Text
  kind: string
  required: boolean
  aliases?: readonly string[]
}
type FieldLike = { name: string; label: Text; type: string; required: boolean; readOnly: boolean }
type StageLike = { key: string; label: Text; kind: string }

const LEDGER: readonly Target[] = [
  { name: 'holder', label: { zh: '责任人', en: 'Holder' }, kind: 'person', required: false },
  { name: 'stage', label: { zh: '节点', en: 'Stage' }, kind: 'stage', required: false },
  { name: 'openedAt', label: { zh: '开始时间', en: 'Opened' }, kind: 'date-time', required: false },
  { name: 'closedAt', label: { zh: '关闭时间', en: 'Closed' }, kind: 'date-time', required: false },
  { name: 'outcomeReason', label: { zh: '输赢原因', en: 'Outcome reason' }, kind: 'text', required: false },
]

/** What a column can feed: the object's writable fields, and for opportunities what the ledger keeps, stage dates included. */
export function targetsOf(
  object: ImportObject,
  fields: readonly FieldLike[],
  stages: readonly StageLike[],
): Target[] {
  const own = fields
    .filter((field) => !field.readOnly && !['file', 'formula', 'auto-number'].includes(field.type))
    .filter(
      (field) =>
        !(object === 'person' && ['weight', 'openCap', 'dayCap', 'weekCap', 'unitCap'].includes(field.name)),
    )
    .map(({ name, label, type, required }) => ({
      name,
      label,
      kind: type,
      required: required && name !== 'type' && name !== 'title',
    }))
  if (object !== 'opportunity')
    return own.map((target) => (target.name === 'name' ? { ...target, required: true } : target))
  const dates = stages
    .filter((stage) => stage.kind === 'open')
    .map((stage) => ({
      name: `entered:${stage.key}`,
      label: { zh: `进入“${stage.label.zh}”的日期`, en: `Entered “${stage.label.en}”` },
      kind: 'date-time',
      required: false,
    }))
  return [...LEDGER, ...own, ...dates]
}
