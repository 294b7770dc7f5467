import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { Applications } from '../features/pools/applications.tsx'
import { poolsQuery } from '../features/pools/queries.ts'
import { useLabel, useText } from '../kit/text.tsx'

const EVERY_MS = 60_000

/** The pools as Today asks: who waits for my word as keeper, and where I may take something now. */
export function useTodayPools() {
  const { data } = useQuery({ ...poolsQuery(), refetchInterval: EVERY_MS })
  const pools = data?.items ?? []
  return {
    applications: pools.reduce((sum, pool) => sum + pool.applications, 0),
    open: pools.find(({ member, lying, allowance }) => member && lying.count > 0 && allowance.left !== 0),
  }
}

type Pools = ReturnType<typeof useTodayPools>

/** Applications that wait for my word; nothing where there are none. */
export function TodayApplications({ count }: { count: number }) {
  const t = useText()
  if (count === 0) return null
  return (
    <section className="stack">
      <h2>{t('today.applications', { count })}</h2>
      <Applications box="to-decide" />
    </section>
  )
}

/** Where the next piece of work lies, on a day on which nothing is due. */
export function ClaimOffer({ pool }: { pool: NonNullable<Pools['open']> }) {
  const t = useText()
  const label = useLabel()
  return (
    <Link to="/pools" search={{ pool: pool.key } as never}>
      <Button type="primary">
        {t('today.claim', {
          pool: label(pool.label),
          count: `${pool.lying.count}${pool.lying.more ? '+' : ''}`,
        })}
      </Button>
    </Link>
  )
}
