import type { Translate } from '../../kit/text.tsx'
import type { Lying } from './queries.ts'

/** The title where the pool shows it, else its number. */
export function titleOf({ record, number }: Lying, t: Translate): string {
  const title = record['title']
  return typeof title === 'string' ? title : t('pools.untitled', { number })
}
