export { type Answer, type Asked, answered, REPLICATIONS, type Worker } from './answer.ts'
export { type At, type Discipline, erlangC, type Served, type Server, serve } from './queue.ts'
export { type Done, doneOf, type Piece } from './station.ts'
