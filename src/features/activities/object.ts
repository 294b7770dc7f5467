import { defineObject, field } from '../../objects/definition.ts'

export const FOLLOW_UP_KINDS = [
  { value: 'call', label: { zh: '电话', en: 'Call' } },
  { value: 'visit', label: { zh: '拜访', en: 'Visit' } },
  { value: 'mail', label: { zh: '邮件', en: 'Mail' } },
  { value: 'chat', label: { zh: '聊天', en: 'Chat' } },
  { value: 'note', label: { zh: '备注', en: 'Note' } },
] as const

/** Attention given to an opportunity; seen by whoever may see the opportunity. */
export const followUp = defineObject({
  name: 'follow-up',
  plural: 'follow-ups',
  label: { zh: '跟进', en: 'Follow-up' },
  pluralLabel: { zh: '跟进', en: 'Follow-ups' },
  titleField: 'content',
  belonging: { kind: 'through', object: 'opportunity', column: 'opportunity_id' },
  defaultSort: { field: 'happenedAt', direction: 'desc' },
  fields: [
    field({
      name: 'opportunity',
      column: 'opportunity_id',
      label: { zh: '商机', en: 'Opportunity' },
      type: 'reference',
      options: { target: 'opportunity' },
      required: true,
    }),
    field({
      name: 'kind',
      label: { zh: '方式', en: 'Kind' },
      type: 'choice',
      required: true,
      options: { choices: FOLLOW_UP_KINDS },
    }),
    field({ name: 'content', label: { zh: '内容', en: 'Content' }, type: 'long-text', required: true }),
    field({ name: 'happenedAt', label: { zh: '时间', en: 'When' }, type: 'date-time' }),
    field({
      name: 'contact',
      column: 'contact_id',
      label: { zh: '联系人', en: 'Contact' },
      type: 'reference',
      options: { target: 'contact' },
    }),
    field({
      name: 'nextStep',
      label: { zh: '下一步', en: 'Next step' },
      type: 'text',
      options: { maxLength: 500 },
    }),
    field({ name: 'nextStepOn', label: { zh: '下一步日期', en: 'Next step on' }, type: 'date' }),
    field({
      name: 'person',
      column: 'person_id',
      label: { zh: '跟进人', en: 'By' },
      type: 'person',
      readOnly: true,
    }),
  ],
})

/** A promise with a day. One without an opportunity is seen by its holder. */
export const task = defineObject({
  name: 'task',
  plural: 'tasks',
  label: { zh: '任务', en: 'Task' },
  pluralLabel: { zh: '任务', en: 'Tasks' },
  titleField: 'title',
  belonging: {
    kind: 'person',
    column: 'holder_id',
    orThrough: { object: 'opportunity', column: 'opportunity_id' },
  },
  defaultSort: { field: 'dueOn', direction: 'asc' },
  fields: [
    field({
      name: 'title',
      label: { zh: '任务', en: 'Task' },
      type: 'text',
      required: true,
      options: { maxLength: 300 },
    }),
    field({
      name: 'opportunity',
      column: 'opportunity_id',
      label: { zh: '商机', en: 'Opportunity' },
      type: 'reference',
      options: { target: 'opportunity' },
    }),
    field({ name: 'holder', column: 'holder_id', label: { zh: '负责人', en: 'Holder' }, type: 'person' }),
    field({ name: 'dueOn', label: { zh: '截止日期', en: 'Due' }, type: 'date', required: true }),
    field({ name: 'doneAt', label: { zh: '完成时间', en: 'Done' }, type: 'date-time' }),
  ],
})
