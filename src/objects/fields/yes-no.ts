import { accepted, declined } from './kind.ts'
import { plainKind } from './plain.ts'

export const yesNo = plainKind({
  type: 'yes-no',
  kind: 'bool',
  sqlType: 'boolean',
  sortType: 'boolean',
  write: (value) =>
    value === null || typeof value === 'boolean' ? accepted(value) : declined('not-yes-or-no'),
  text(value, _field, language) {
    if (typeof value !== 'boolean') return ''
    if (language === 'zh') return value ? '是' : '否'
    return value ? 'Yes' : 'No'
  },
  schema: () => ({ read: { type: ['boolean', 'null'] }, write: { type: ['boolean', 'null'] } }),
})
