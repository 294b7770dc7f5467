import { defineObject, field } from '../../objects/definition.ts'

/** A department as other records show it. */
export const department = defineObject({
  name: 'department',
  plural: 'departments',
  label: { zh: '部门', en: 'Department' },
  pluralLabel: { zh: '部门', en: 'Departments' },
  titleField: 'name',
  belonging: { kind: 'everyone' },
  closed: true,
  defaultSort: { field: 'name', direction: 'asc' },
  fields: [
    field({ name: 'name', label: { zh: '名称', en: 'Name' }, type: 'text', required: true }),
    field({
      name: 'parent',
      column: 'parent_id',
      label: { zh: '上级部门', en: 'Parent' },
      type: 'department',
    }),
  ],
})
