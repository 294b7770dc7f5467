import './findings.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { InputNumber, Skeleton, Switch } from 'antd'
import { useState } from 'react'
import type { FindingSetting } from '../../../src/features/findings/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { changeFindingSetting, findingSettingsQuery } from './queries.ts'

/** Which checks are made, each as a sentence with its number; saved as it is changed. */
export function FindingSettingsPage() {
  const t = useText()
  const found = useQuery(findingSettingsQuery)
  return (
    <div className="page page-narrow">
      <PageHeader title={t('findings.settings')} hint={t('findings.settings-hint')} />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      <section className="card">
        {found.data?.items.map((one) => (
          <Check key={one.kind} setting={one} />
        ))}
      </section>
    </div>
  )
}

function Check({ setting }: { setting: FindingSetting }) {
  const t = useText()
  const format = useFormat()
  const toast = useToast()
  const queries = useQueryClient()
  const { kind, on, days, bounds, everyMinutes, limitDays, open, checkedAt } = setting
  const [draft, setDraft] = useState<number | null>(days)
  const saving = useMutation({
    mutationFn: (change: { on: boolean; days: number | null }) => changeFindingSetting(kind, change),
    onSuccess: () => toast.done(t('findings.settings-saved')),
    onError: (thrown) => {
      setDraft(days)
      toast.failed(thrown)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: findingSettingsQuery.queryKey }),
  })
  const keep = () => {
    if (draft === null) setDraft(days)
    else if (draft !== days) saving.mutate({ on, days: draft })
  }
  const name = t(`findings.kind-${kind}`)
  const [before = '', after = ''] = t(`findings.check-${kind}`, { n: '\u0000' }).split('\u0000')
  return (
    <div className="finding-check">
      <Switch
        aria-label={t('findings.settings-on', { kind: name })}
        checked={on}
        loading={saving.isPending}
        onChange={(next) => saving.mutate({ on: next, days })}
      />
      <div>
        <p>
          <b>{name}</b>{' '}
          {open > 0 && (
            <Link to="/findings" search={{ box: 'all', kind } as never}>
              {t('findings.settings-open', { count: open })}
            </Link>
          )}
        </p>
        <p>
          {before}
          {bounds && (
            <InputNumber
              aria-label={t('findings.settings-days', { kind: name })}
              size="small"
              min={bounds.least}
              max={bounds.most}
              precision={0}
              disabled={!on}
              value={draft}
              onChange={setDraft}
              onBlur={keep}
              onPressEnter={keep}
            />
          )}
          {after}
        </p>
        <p className="muted">
          {t('findings.settings-every', { minutes: everyMinutes, days: limitDays })}{' '}
          {checkedAt
            ? t('findings.settings-checked', { when: format.relative(checkedAt) })
            : t('findings.settings-never')}
        </p>
      </div>
    </div>
  )
}
