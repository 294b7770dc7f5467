import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { ConfirmWithReason } from '../../kit/confirm-with-reason.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { poolOfQuery, release, settled, takeBack } from './queries.ts'

type Opportunity = { id: string; version: number }

/** The holder gives an opportunity back to a pool, saying why; to another than its own where they choose so. */
export function ReleaseDialog({
  opportunity,
  onClose,
  onReleased,
}: {
  opportunity: Opportunity
  onClose: () => void
  onReleased: () => void
}) {
  const t = useText()
  const label = useLabel()
  const toast = useToast()
  const format = useFormat()
  const queries = useQueryClient()
  const found = useQuery(poolOfQuery(opportunity.id, opportunity.version))
  const [chosen, setChosen] = useState<string>()
  const pools = found.data?.pools ?? []
  const pool = pools.find(({ key }) => key === (chosen ?? found.data?.belongs)) ?? pools[0]
  return (
    <ConfirmWithReason
      open
      title={t('pools.release-title')}
      confirmText={t('pools.release')}
      ready={pool !== undefined}
      reasons={[
        t('pools.release-reason-budget'),
        t('pools.release-reason-unreachable'),
        t('pools.release-reason-fit'),
        t('pools.release-reason-load'),
      ]}
      onConfirm={async (reason) => {
        const done = await release(opportunity.id, opportunity.version, reason, pool?.key ?? '')
        const facts = { pool: label(done.pool.label) }
        toast.done(
          done.claimableFrom
            ? t('pools.released-until', { ...facts, from: format.day(done.claimableFrom) })
            : t('pools.released-done', facts),
        )
        settled(queries)
        onReleased()
      }}
      onCancel={onClose}
    >
      <ErrorNote error={found.error} />
      {pools.length > 1 && (
        <Field label={t('pools.release-to')}>
          {(control) => (
            <Select
              {...control}
              {...(pool ? { value: pool.key } : {})}
              onChange={setChosen}
              options={pools.map(({ key, label: name }) => ({ value: key, label: label(name) }))}
            />
          )}
        </Field>
      )}
      {pool && <p className="muted">{t('pools.release-hint', { keeper: pool.keeper.name })}</p>}
    </ConfirmWithReason>
  )
}

/** Whoever may take back does so, saying why. */
export function TakeBackDialog({
  opportunity,
  holder,
  onClose,
}: {
  opportunity: Opportunity
  holder: string
  onClose: () => void
}) {
  const t = useText()
  const label = useLabel()
  const toast = useToast()
  const queries = useQueryClient()
  const found = useQuery(poolOfQuery(opportunity.id, opportunity.version))
  return (
    <ConfirmWithReason
      open
      title={t('pools.take-back-title')}
      confirmText={t('pools.take-back')}
      onConfirm={async (reason) => {
        const { taken, refused } = await takeBack([opportunity.id], reason)
        const [no] = refused
        if (no) throw Object.assign(new Error(no.code), { ...no, status: 409 })
        const pool = found.data?.pools.find(({ key }) => key === taken[0]?.pool)
        toast.done(t('pools.taken-back-done', { pool: pool ? label(pool.label) : '' }))
        settled(queries)
        onClose()
      }}
      onCancel={onClose}
    >
      <p className="muted">{t('pools.take-back-hint', { holder })}</p>
    </ConfirmWithReason>
  )
}
