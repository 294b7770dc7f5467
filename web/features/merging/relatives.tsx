import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useText } from '../../kit/text.tsx'
import { relativesQuery } from './queries.ts'

/** What was merged into this opportunity, split off it, and what it was split off. Nothing where there is none. */
export function Relatives({ id }: { id: string }) {
  const t = useText()
  const found = useQuery(relativesQuery(id)).data
  if (!found || (found.merged.length === 0 && !found.splitFrom && found.splitOff.length === 0)) return null
  const linked = (one: { id: string; number: number | null; title: string | null }) => (
    <Link key={one.id} to="/opportunities/$id" params={{ id: one.id }}>
      {one.number !== null && `#${one.number} `}
      {one.title}
    </Link>
  )
  return (
    <section className="card">
      <h2>{t('merging.relatives')}</h2>
      <ul className="duplicates">
        {found.splitFrom && (
          <li>
            <span className="muted">{t('merging.split-from')}</span> {linked(found.splitFrom)}
          </li>
        )}
        {found.splitOff.map((one) => (
          <li key={one.id}>
            <span className="muted">{t('merging.split-off')}</span> {linked(one)}
          </li>
        ))}
        {found.merged.length > 0 && (
          <li className="muted">
            {t('merging.merged-in', {
              numbers: found.merged.map(({ number }) => `#${number ?? '…'}`).join('、'),
            })}
          </li>
        )}
      </ul>
    </section>
  )
}
