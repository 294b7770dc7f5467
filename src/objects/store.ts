export { aggregateRecords, type Group } from './store/aggregate.ts'
export {
  countRecords,
  getRecord,
  getRecords,
  listRecords,
  pickRecords,
  type RecordJson,
} from './store/read.ts'
export { titlesOf } from './store/titles.ts'
export { type ColumnValues, columnsFrom, type Input, searchColumns } from './store/values.ts'
export {
  changeRecord,
  deleteRecord,
  insertRecord,
  insertRecords,
  type NewRecord,
  undeleteRecord,
} from './store/write.ts'
