import { Link } from '@tanstack/react-router'
import { mayDo, useMe } from '../client/session.ts'
import { HandOversPage } from '../features/handover/page.tsx'
import { LeavingPart } from '../features/succession/leaving-part.tsx'
import { useText } from '../kit/text.tsx'

/** Hand-overs, and below them what I hand over before I leave; who may pass finds the way to plan such a leaving. */
export function HandOversWithLeaving() {
  const t = useText()
  const me = useMe()
  return (
    <>
      <HandOversPage />
      <div className="page page-narrow">
        <LeavingPart />
        {!me.rights.admin && mayDo(me, 'opportunity', 'pass') && (
          <p>
            <Link to="/settings/transitions">{t('succession.managers-link')}</Link>
          </p>
        )}
      </div>
    </>
  )
}
