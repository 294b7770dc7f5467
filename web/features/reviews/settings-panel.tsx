import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, InputNumber, Select, Skeleton } from 'antd'
import { useState } from 'react'
import type { ReviewSettings } from '../../../src/features/reviews/contract.ts'
import { useStages } from '../../client/plan.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { changeReviewSettings, reviewSettingsQuery, reviewsChanged } from './queries.ts'

/** Which lost opportunities are reviewed by themselves, and the causes to choose from. */
export function SettingsPanel({ onClose }: { onClose: () => void }) {
  const t = useText()
  const found = useQuery(reviewSettingsQuery)
  return (
    <SidePanel open title={t('reviews.settings')} onClose={onClose}>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && <Form settings={found.data} onDone={onClose} />}
    </SidePanel>
  )
}

function Form({ settings, onDone }: { settings: ReviewSettings; onDone: () => void }) {
  const t = useText()
  const label = useLabel()
  const toast = useToast()
  const queries = useQueryClient()
  const stages = useStages().filter(({ kind }) => kind === 'open')
  const [rule, setRule] = useState(settings.rule)
  const [amount, setAmount] = useState(settings.rule.leastAmount?.amount ?? '')
  const [currency, setCurrency] = useState(settings.rule.leastAmount?.currency ?? 'CNY')
  const [causes, setCauses] = useState(() => settings.causes.filter(({ isRetired }) => !isRetired))
  const saving = useMutation({
    mutationFn: () =>
      changeReviewSettings({
        rule: { ...rule, leastAmount: amount.trim() ? { amount: amount.trim(), currency } : null },
        causes: causes.map(({ key, label: text }) => ({ key, label: text })),
      }),
    onSuccess: () => {
      toast.done(t('reviews.saved'))
      reviewsChanged(queries)
      onDone()
    },
    onError: toast.failed,
  })
  const change = (key: string, text: Partial<{ zh: string; en: string }>) =>
    setCauses(causes.map((one) => (one.key === key ? { ...one, label: { ...one.label, ...text } } : one)))
  return (
    <>
      <p className="muted">{t('reviews.rule-hint')}</p>
      <div className="two-fields">
        <Field label={t('reviews.rule-amount')}>
          {({ status: _, ...control }) => (
            <Input {...control} value={amount} onChange={(event) => setAmount(event.target.value)} />
          )}
        </Field>
        <Field label={t('reviews.rule-currency')}>
          {({ status: _, ...control }) => (
            <Input
              {...control}
              maxLength={3}
              value={currency}
              onChange={(event) => setCurrency(event.target.value.toUpperCase())}
            />
          )}
        </Field>
      </div>
      <Field label={t('reviews.rule-stage')}>
        {(control) => (
          <Select<string>
            {...control}
            style={{ width: '100%' }}
            value={rule.fromStage ?? ''}
            onChange={(key) => setRule({ ...rule, fromStage: key || null })}
            options={[
              { value: '', label: t('reviews.rule-no-stage') },
              ...stages.map((one) => ({ value: one.key, label: label(one.label) })),
            ]}
          />
        )}
      </Field>
      <div className="two-fields">
        <Field label={t('reviews.rule-weekly')}>
          {(control) => (
            <InputNumber
              {...control}
              min={0}
              max={50}
              precision={0}
              value={rule.weekly}
              onChange={(weekly) => setRule({ ...rule, weekly: weekly ?? 0 })}
            />
          )}
        </Field>
        <Field label={t('reviews.rule-days')}>
          {(control) => (
            <InputNumber
              {...control}
              min={1}
              max={60}
              precision={0}
              value={rule.limitDays}
              onChange={(limitDays) => setRule({ ...rule, limitDays: limitDays ?? 10 })}
            />
          )}
        </Field>
      </div>
      <h3>{t('reviews.causes')}</h3>
      <ul className="review-causes">
        {causes.map((one) => (
          <li key={one.key}>
            <Input
              aria-label={`${t('reviews.cause')} 中文`}
              value={one.label.zh}
              maxLength={60}
              onChange={(event) => change(one.key, { zh: event.target.value })}
            />
            <Input
              aria-label={`${t('reviews.cause')} English`}
              value={one.label.en}
              maxLength={60}
              onChange={(event) => change(one.key, { en: event.target.value })}
            />
            <Button
              type="text"
              aria-label={t('reviews.cause-drop', { name: label(one.label) })}
              disabled={causes.length === 1}
              onClick={() => setCauses(causes.filter(({ key }) => key !== one.key))}
            >
              ×
            </Button>
          </li>
        ))}
      </ul>
      <div className="reviews-bar">
        <Button
          onClick={() =>
            setCauses([
              ...causes,
              { key: freshKey(settings, causes), label: { zh: '', en: '' }, isRetired: false },
            ])
          }
        >
          {t('reviews.cause-add')}
        </Button>
        <Button
          type="primary"
          disabled={causes.some((one) => one.label.zh.trim() === '' || one.label.en.trim() === '')}
          loading={saving.isPending}
          onClick={() => saving.mutate()}
        >
          {t('reviews.save')}
        </Button>
      </div>
    </>
  )
}

/** A key no cause has or had. */
function freshKey({ causes }: ReviewSettings, now: readonly { key: string }[]): string {
  const taken = new Set([...causes, ...now].map(({ key }) => key))
  for (let i = 1; ; i++) if (!taken.has(`own-${i}`)) return `own-${i}`
}
