import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { HandOverCard } from './hand-over-card.tsx'
import { handOversQuery } from './queries.ts'

/** Every answered hand-over of an opportunity, newest first, each with what it lost against the one before. */
export function HandOverChain({ id }: { id: string }) {
  const t = useText()
  const found = useQuery(handOversQuery(id))
  if (found.isPending) return <Skeleton active title={false} />
  if (found.error) return <ErrorNote error={found.error} />
  const answered = found.data.items.filter((one) => one.state !== 'offered')
  if (answered.length === 0) return <p className="muted">{t('handover.chain-none')}</p>
  return (
    <div className="stack">
      {answered.map((one) => (
        <HandOverCard key={one.id} handOver={one} linked={false} />
      ))}
    </div>
  )
}
