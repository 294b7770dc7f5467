import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useText } from '../../kit/text.tsx'
import { duplicatesQuery, type Mergeable } from './queries.ts'

const PAGES = { opportunity: '/opportunities/$id', account: '/accounts/$id' } as const

/** What may be the same as this record; of what may not be seen only that it is there and whom to ask. Nothing where there is none. */
export function DuplicatesCard({
  object,
  id,
  onMerge,
}: {
  object: Mergeable
  id: string
  /** Left out where the viewer may not merge. */
  onMerge?: ((other: string) => void) | undefined
}) {
  const t = useText()
  const found = useQuery(duplicatesQuery(object, id)).data
  if (!found || found.items.length + found.unseen.length === 0) return null
  return (
    <section className="card">
      <h2>{t('merging.duplicates')}</h2>
      <ul className="duplicates">
        {found.items.map((one) => (
          <li key={one.id}>
            <div>
              <Link to={PAGES[object]} params={{ id: one.id }}>
                {one.number !== null && `#${one.number} `}
                {one.title ?? '…'}
              </Link>
              <p className="muted">
                {one.because.map((why) => t(`merging.same-${why}`)).join('、')}
                {one.holder && <> · {one.holder.name}</>}
              </p>
            </div>
            {onMerge && (
              <Button size="small" onClick={() => onMerge(one.id)}>
                {t('merging.merge')}
              </Button>
            )}
          </li>
        ))}
        {found.unseen.map((one, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: nothing else may be known of it
          <li key={place}>
            <p className="muted">
              {one.holder ? (
                <>
                  {t('merging.unseen')} <PersonMark name={one.holder.name} />
                </>
              ) : (
                t('merging.unseen-nobody')
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
