import { Tag } from 'antd'
import type { Dashboard } from '../../../src/features/reports/contract/dashboards.ts'
import type { Report } from '../../../src/features/reports/contract.ts'
import { useMe } from '../../client/session.ts'
import { useText } from '../../kit/text.tsx'

/** Whose it is, with whom it is shared, and that a share lends the question, never rows. */
export function ShareNote({ kept }: { kept: Report | Dashboard }) {
  const t = useText()
  const me = useMe()
  const { sharing, owner, builtIn } = kept
  const departments = sharing.departments.map(({ name }) => name)
  const isMine = owner?.id === me.person.id
  return (
    <span className="share-note">
      {builtIn ? (
        <Tag>{t('reports.built-in')}</Tag>
      ) : (
        <Tag>{t(`reports.shared-${sharing.with}`, { departments })}</Tag>
      )}
      {!isMine && owner && <span className="muted">{t('reports.by-owner', { owner: owner.name })}</span>}
      {(sharing.with !== 'nobody' || builtIn) && <span className="muted">{t('reports.own-rows')}</span>}
    </span>
  )
}
