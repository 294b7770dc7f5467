import { allMigrations } from './migrations.ts'
import type { Queryable } from './pool.ts'

const KEEP_MS = 1000
const PATIENCE_MS = 2000

/**
 * Asks whether the database answers, has every migration this program knows and no breaking one it does not. Which it knows is read
 * once; an answer is kept for a second and shared by all who ask meanwhile. A database that does not answer in two seconds is not ready.
 */
export function readiness(db: Queryable): () => Promise<boolean> {
  const names = allMigrations().map(({ name }) => name)
  let asked = Number.NEGATIVE_INFINITY
  let answer: Promise<boolean> = Promise.resolve(false)
  return () => {
    if (performance.now() - asked >= KEEP_MS) {
      asked = performance.now()
      answer = inTime(isFit(db, names))
    }
    return answer
  }
}

async function isFit(db: Queryable, names: readonly string[]): Promise<boolean> {
  const [row] = await db<{ fit: boolean }[]>`
    select count(*) filter (where name = any(${names as string[]})) = ${names.length}
      and not bool_or(breaking and not name = any(${names as string[]})) as fit from migration`
  return row?.fit === true
}

function inTime(work: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((done) => {
    timer = setTimeout(() => done(false), PATIENCE_MS)
  })
  return Promise.race([work.catch(() => false), late]).finally(() => clearTimeout(timer))
}
