import { useQuery } from '@tanstack/react-query'
import { poolsQuery } from '../features/pools/queries.ts'
import { RecyclingPage } from '../features/recycling/page.tsx'

/** What goes back soon; what comes to my pools as well where I keep some. */
export function RecyclingWithPools() {
  const pools = useQuery(poolsQuery()).data?.items ?? []
  return <RecyclingPage keeps={pools.some(({ mine }) => mine)} />
}
