import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  DeleteOutlined,
  EditOutlined,
  PlusOutlined,
} from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import type { Pool } from '../../../src/features/plan/contract.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import type { Editing } from './editing.ts'
import { poolPlace } from './plan-draft.ts'
import { usePoolSentences } from './pool-sentences.ts'
import { ProblemsAt, placeId } from './problems.tsx'
import { movedTo } from './stage-edits.ts'

/** The pools: work that members take by themselves, each as a few sentences. */
export function PoolsCard(editing: Editing) {
  const t = useText()
  const { draft, onOpen } = editing
  return (
    <section className="card" aria-label={t('plan.pools')}>
      <div className="card-head">
        <div>
          <h2>{t('plan.pools')}</h2>
          <p className="muted">{t('plan.pools-hint')}</p>
        </div>
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => onOpen({ kind: 'new-pool' })}>
          {t('plan.add-pool')}
        </Button>
      </div>
      {draft.pools.length === 0 && <p className="muted">{t('plan.no-pools')}</p>}
      <ol className="plan-rules">
        {draft.pools.map((pool, at) => (
          <PoolRow key={pool.key} {...editing} pool={pool} at={at} />
        ))}
      </ol>
    </section>
  )
}

function PoolRow({
  pool,
  at,
  draft,
  object,
  problems,
  onChange,
  onFix,
  onOpen,
}: Editing & { pool: Pool; at: number }) {
  const t = useText()
  const name = useLabel()(pool.label)
  const sentences = usePoolSentences(object)
  const put = (pools: Pool[]) => onChange({ ...draft, pools })
  const step = (said: string, icon: ReactNode, onClick: () => void, disabled = false) => (
    <Button type="text" icon={icon} aria-label={said} title={said} disabled={disabled} onClick={onClick} />
  )
  return (
    <li id={placeId(poolPlace(pool.key))} className="plan-rule">
      <b aria-hidden>{at + 1}</b>
      <div>
        <p>
          <b>{name}</b>
        </p>
        <p>{sentences(pool, draft).join('')}</p>
        <ProblemsAt place={poolPlace(pool.key)} problems={problems} object={object} onFix={onFix} />
      </div>
      <div className="rule-steps">
        {step(
          t('plan.part-up', { name }),
          <ArrowUpOutlined />,
          () => put(movedTo(draft.pools, at, at - 1)),
          at === 0,
        )}
        {step(
          t('plan.part-down', { name }),
          <ArrowDownOutlined />,
          () => put(movedTo(draft.pools, at, at + 1)),
          at === draft.pools.length - 1,
        )}
        {step(t('plan.edit-pool', { name }), <EditOutlined />, () => onOpen({ kind: 'pool', key: pool.key }))}
        {step(t('plan.part-remove', { name }), <DeleteOutlined />, () => put(draft.pools.toSpliced(at, 1)))}
      </div>
    </li>
  )
}
