import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Segmented, Skeleton } from 'antd'
import { useState } from 'react'
import { RANKINGS, type Rankings } from '../../../src/features/targets/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { changeRankings, changeRates, type In, rankingsQuery, ratesQuery, targetsChanged } from './queries.ts'

type Rate = { currency: string; validFrom: string; rate: string }

/** Whether people are ranked, and what other currencies are worth. */
export function SettingsDialog({ period, onClose }: { period: In; onClose: () => void }) {
  const t = useText()
  const queries = useQueryClient()
  const rates = useQuery(ratesQuery)
  const now = useQuery(rankingsQuery('won-count', period))
  const [rankings, setRankings] = useState<Rankings>()
  const [typed, setTyped] = useState<Rate[]>()
  const items = typed ?? rates.data?.items ?? []
  const set = (place: number, change: Partial<Rate>) =>
    setTyped(items.map((one, i) => (i === place ? { ...one, ...change } : one)))
  const saving = useMutation({
    mutationFn: async () => {
      if (rankings) await changeRankings(rankings)
      if (typed) await changeRates(typed.filter(({ currency }) => currency.trim() !== ''))
    },
    onSuccess: () => {
      targetsChanged(queries)
      onClose()
    },
  })
  return (
    <Modal
      open
      title={t('targets.settings')}
      okText={t('kit.save')}
      confirmLoading={saving.isPending}
      onOk={() => saving.mutate()}
      onCancel={onClose}
    >
      <h3>{t('targets.view-rankings')}</h3>
      <Segmented<Rankings>
        aria-label={t('targets.view-rankings')}
        value={rankings ?? now.data?.rankings ?? 'on'}
        onChange={setRankings}
        options={RANKINGS.map((one) => ({ value: one, label: t(`targets.rankings-is-${one}`) }))}
      />
      <h3>{t('targets.rates')}</h3>
      <p className="muted">{t('targets.rates-hint', { currency: rates.data?.currency ?? '' })}</p>
      {rates.isPending && <Skeleton active />}
      {items.map((one, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name while it is typed
        <div key={i} className="target-rate">
          <Input
            aria-label={t('targets.rate-currency')}
            placeholder="USD"
            maxLength={3}
            value={one.currency}
            onChange={(event) => set(i, { currency: event.target.value.toUpperCase() })}
          />
          <Input
            aria-label={t('targets.rate-from')}
            type="date"
            value={one.validFrom}
            onChange={(event) => set(i, { validFrom: event.target.value })}
          />
          <Input
            aria-label={t('targets.rate')}
            inputMode="decimal"
            value={one.rate}
            onChange={(event) => set(i, { rate: event.target.value.trim() })}
          />
          <Button onClick={() => setTyped(items.filter((_, k) => k !== i))}>{t('targets.remove')}</Button>
        </div>
      ))}
      <Button type="dashed" onClick={() => setTyped([...items, { currency: '', validFrom: '', rate: '' }])}>
        {t('targets.rate-add')}
      </Button>
      <ErrorNote error={rates.error ?? saving.error} />
    </Modal>
  )
}
