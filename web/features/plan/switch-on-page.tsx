import './designer.css'
import './plan.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { PlanVersion } from '../../../src/features/plan/contract.ts'
import { documentOf } from '../../../src/features/plan/rules/document.ts'
import { type PoolAndDeadlines, saying } from '../../../src/features/plan/rules/switching-on.ts'
import { type ObjectMetadata, useObject } from '../../client/metadata.ts'
import { planQuery } from '../../client/plan.ts'
import { useMe } from '../../client/session.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { ledQuery } from './queries.ts'
import { SwitchOnActions } from './switch-on-actions.tsx'
import { SwitchOnDeadlines } from './switch-on-deadlines.tsx'
import { SwitchOnEffect } from './switch-on-effect.tsx'
import { SwitchOnPool } from './switch-on-pool.tsx'
import { SwitchOnWhose, saidOf } from './switch-on-whose.tsx'

/**
 * A pool and the deadlines in a few sentences, with what they would mean: administrators switch them on, a lead those of the department
 * they lead; what is more a lead proposes.
 */
export function SwitchOnPage() {
  const t = useText()
  const me = useMe()
  const found = useQuery(planQuery)
  const led = useQuery(ledQuery)
  const object = useObject('opportunity')
  return (
    <div className="page page-narrow">
      <PageHeader
        title={t('plan.switch-on')}
        hint={t('plan.switch-on-hint')}
        actions={me.rights.admin && <Link to="/settings/plan">{t('plan.switch-all')}</Link>}
      />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      <ErrorNote error={led.error} onRetry={() => void led.refetch()} />
      {(found.isPending || led.isPending) && <Skeleton active />}
      {found.data && led.data && object && (
        <Saying key={found.data.id} version={found.data} led={led.data.items} object={object} />
      )}
    </div>
  )
}

type Led = readonly { id: string; name: string }[]

function Saying({ version, led, object }: { version: PlanVersion; led: Led; object: ObjectMetadata }) {
  const label = useLabel()
  const me = useMe()
  const plan = documentOf(version)
  const today = dayjs().format('YYYY-MM-DD')
  const [said, setSaid] = useState<PoolAndDeadlines>(() =>
    saidOf(plan, me.rights.admin ? undefined : led[0], me.person.id, today),
  )
  const document = saying(plan, said)
  const isLed = said.pool.departments?.every((one) => led.some(({ id }) => id === one)) ?? false
  return (
    <>
      <SwitchOnWhose plan={plan} said={said} led={led} today={today} onChange={setSaid} />
      <SwitchOnPool said={said} version={version} object={object} today={today} onChange={setSaid} />
      <SwitchOnDeadlines said={said} onChange={setSaid} />
      <SwitchOnEffect document={document} />
      <SwitchOnActions version={version} document={document} isLed={isLed} name={label(said.pool.label)} />
    </>
  )
}
