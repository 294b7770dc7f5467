import { defineObject, field } from '../../objects/definition.ts'

/** A person as every record shows one; written through organisation. */
export const person = defineObject({
  name: 'person',
  plural: 'people',
  label: { zh: '人员', en: 'Person' },
  pluralLabel: { zh: '人员', en: 'People' },
  titleField: 'name',
  belonging: { kind: 'everyone' },
  closed: true,
  defaultSort: { field: 'name', direction: 'asc' },
  fields: [
    field({
      name: 'name',
      label: { zh: '姓名', en: 'Name' },
      type: 'text',
      required: true,
      searchable: true,
    }),
    field({ name: 'email', label: { zh: '邮箱', en: 'E-mail' }, type: 'email', searchable: true }),
    field({
      name: 'department',
      column: 'department_id',
      label: { zh: '部门', en: 'Department' },
      type: 'department',
    }),
    field({ name: 'manager', column: 'manager_id', label: { zh: '上级', en: 'Manager' }, type: 'person' }),
    field({
      name: 'functions',
      label: { zh: '职能', en: 'Functions' },
      type: 'choices',
      options: { open: true },
    }),
    field({ name: 'skills', label: { zh: '技能', en: 'Skills' }, type: 'choices', options: { open: true } }),
    field({
      name: 'territories',
      label: { zh: '负责区域', en: 'Territories' },
      type: 'choices',
      options: { open: true },
    }),
    field({ name: 'weight', label: { zh: '分派权重', en: 'Routing weight' }, type: 'number' }),
    field({
      name: 'openCap',
      label: { zh: '在手上限', en: 'Open limit' },
      type: 'number',
      options: { decimals: 0 },
    }),
    field({
      name: 'dayCap',
      label: { zh: '每日上限', en: 'Daily limit' },
      type: 'number',
      options: { decimals: 0 },
    }),
    field({
      name: 'weekCap',
      label: { zh: '每周上限', en: 'Weekly limit' },
      type: 'number',
      options: { decimals: 0 },
    }),
    field({ name: 'unitCap', label: { zh: '工作量上限', en: 'Workload limit' }, type: 'number' }),
    field({
      name: 'deactivatedAt',
      label: { zh: '停用时间', en: 'Deactivated' },
      type: 'date-time',
      readOnly: true,
    }),
  ],
})
