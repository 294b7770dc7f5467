import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { holdingsQuery } from './queries.ts'

/** Who held it, at which stage, since when, until when and why; the present holder first. */
export function HoldingsList({ id }: { id: string }) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const found = useQuery(holdingsQuery(id))
  if (found.isPending) return <Skeleton active title={false} />
  if (found.error) return <ErrorNote error={found.error} />
  return (
    <ol className="holdings">
      {found.data.items.toReversed().map((tile) => (
        <li key={tile.from} data-current={tile.until === null || undefined}>
          <p>
            <PersonMark name={tile.person.name} id={tile.until === null ? tile.person.id : undefined} />{' '}
            <span className="muted">{label(tile.stage.label)}</span>
          </p>
          <p className="muted">
            {format.instant(tile.from)} – {tile.until ? format.instant(tile.until) : t('responsibility.now')}
          </p>
          <p className="muted">
            {t(`responsibility.because-${tile.because}`)}
            {tile.reason && <> · {tile.reason}</>}
            {tile.actor && <> · {tile.actor.name}</>}
            {tile.onBehalfOf && <> ({t('kit.on-behalf', { name: tile.onBehalfOf.name })})</>}
          </p>
          {tile.endedBecause && <p className="muted">{t(`responsibility.ended-${tile.endedBecause}`)}</p>}
        </li>
      ))}
    </ol>
  )
}
