export { type AnnouncedYear, type ChinaHolidays, chinaHolidays } from './china.ts'
export { type Because, hoursByDay } from './hours.ts'
export {
  type Calendar,
  type Exception,
  type Holiday,
  type Hours,
  type HoursFault,
  hoursFault,
  minutesOf,
  type Stretch,
  type Week,
} from './model.ts'
export { type Span, spanAfter, spanBefore } from './span.ts'
export { WorkingTimes, workingTimes } from './working-times.ts'
export { countOfYear, daysOfYear, type YearCount, type YearDay } from './year.ts'
export { isCalendarZone, startOfDay } from './zone.ts'
