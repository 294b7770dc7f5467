import { useQuery } from '@tanstack/react-query'
import { ContestCard } from './contest-card.tsx'
import { contestsQuery } from './queries.ts'

/** The contests of an opportunity that wait for a ruling. */
export function OpenContests({ id }: { id: string }) {
  const open = useQuery(contestsQuery(id)).data?.items.filter((one) => one.state === 'open') ?? []
  return open.map((one) => <ContestCard key={one.id} contest={one} linked={false} />)
}
