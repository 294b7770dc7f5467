export { bootstrap } from './bootstrap.ts'
export { chance } from './chance.ts'
export { type Interval, meanInterval, ratioInterval, wilson } from './intervals.ts'
export { medianOfRising, quantile } from './quantile.ts'
