import './designer.css'
import './plan.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Select, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { PlanVersion } from '../../../src/features/plan/contract.ts'
import { documentOf } from '../../../src/features/plan/rules/document.ts'
import { type PoolAndDeadlines, saidBy, saying } from '../../../src/features/plan/rules/switching-on.ts'
import { type ObjectMetadata, useObject } from '../../client/metadata.ts'
import { planQuery } from '../../client/plan.ts'
import { useMe } from '../../client/session.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { SwitchOnActions } from './switch-on-actions.tsx'
import { SwitchOnDeadlines } from './switch-on-deadlines.tsx'
import { SwitchOnEffect } from './switch-on-effect.tsx'
import { SwitchOnPool } from './switch-on-pool.tsx'

const NEW = ''

/** A pool and the deadlines in a few sentences, with what they would mean: whoever keeps the plan switches them on, a lead proposes. */
export function SwitchOnPage() {
  const t = useText()
  const me = useMe()
  const found = useQuery(planQuery)
  const object = useObject('opportunity')
  return (
    <div className="page page-narrow">
      <PageHeader
        title={t('plan.switch-on')}
        hint={t('plan.switch-on-hint')}
        actions={me.rights.admin && <Link to="/settings/plan">{t('plan.switch-all')}</Link>}
      />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && object && <Saying key={found.data.id} version={found.data} object={object} />}
    </div>
  )
}

function Saying({ version, object }: { version: PlanVersion; object: ObjectMetadata }) {
  const t = useText()
  const label = useLabel()
  const plan = documentOf(version)
  const today = dayjs().format('YYYY-MM-DD')
  const first = plan.pools[0]?.key ?? null
  const [said, setSaid] = useState<PoolAndDeadlines>(() => saidBy(plan, first, today))
  const document = saying(plan, said)
  const choose = (key: string) => {
    const { pool, recycle } = saidBy(plan, key === NEW ? null : key, today)
    setSaid({ ...said, pool, recycle })
  }
  return (
    <>
      {plan.pools.length > 0 && (
        <Field label={t('plan.switch-which')}>
          {(control) => (
            <Select
              {...control}
              value={said.pool.key}
              options={[
                ...plan.pools.map((one) => ({ value: one.key, label: label(one.label) })),
                { value: NEW, label: t('plan.switch-new') },
              ]}
              onChange={choose}
            />
          )}
        </Field>
      )}
      <SwitchOnPool said={said} version={version} object={object} today={today} onChange={setSaid} />
      <SwitchOnDeadlines said={said} onChange={setSaid} />
      <SwitchOnEffect document={document} />
      <SwitchOnActions version={version} document={document} name={label(said.pool.label)} />
    </>
  )
}
