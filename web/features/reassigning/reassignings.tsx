import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { ConfirmWithReason } from '../../kit/confirm-with-reason.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useRefusalText, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { giveBack, reassigningsQuery } from './queries.ts'

/** Who the account went from and to, with how many opportunities; each can be taken back as one. */
export function Reassignings({
  account,
  mayReturn,
}: {
  account: { id: string; version: number }
  mayReturn: boolean
}) {
  const t = useText()
  const format = useFormat()
  const found = useQuery(reassigningsQuery(account.id))
  const [returning, setReturning] = useState<string>()
  const acts = found.data?.items ?? []
  if (acts.length === 0) return <ErrorNote error={found.error} />
  return (
    <section className="card">
      <h2>{t('reassigning.history')}</h2>
      <ol className="holdings">
        {acts.map((one) => (
          <li key={one.act}>
            <p>
              {t('reassigning.from-to', {
                from: one.from?.name ?? t('reassigning.nobody'),
                to: one.to?.name ?? t('reassigning.nobody'),
                count: one.passed,
              })}
            </p>
            <p className="muted">
              {format.instant(one.at)}
              {one.actor && <> · {one.actor.name}</>}
              {one.reason && <> · {one.reason}</>}
            </p>
            {one.returnedBy ? (
              <p className="muted">{t('reassigning.returned')}</p>
            ) : (
              mayReturn && (
                <Button size="small" onClick={() => setReturning(one.act)}>
                  {t('reassigning.return')}
                </Button>
              )
            )}
          </li>
        ))}
      </ol>
      {returning && (
        <ReturnDialog account={account} act={returning} onClose={() => setReturning(undefined)} />
      )}
    </section>
  )
}

function ReturnDialog({
  account,
  act,
  onClose,
}: {
  account: { id: string; version: number }
  act: string
  onClose: () => void
}) {
  const t = useText()
  const refusal = useRefusalText()
  const toast = useToast()
  const queries = useQueryClient()
  const seen = useQuery({
    queryKey: ['record', 'account', account.id, 'returning', act, account.version],
    queryFn: () => giveBack(account, { act, reason: t('reassigning.preview'), preview: true }),
    gcTime: 0,
  })
  const confirm = async (reason: string) => {
    const { passing } = await giveBack(account, { act, reason, preview: false })
    for (const key of [['records'], ['record'], ['about']]) void queries.invalidateQueries({ queryKey: key })
    toast.done(t('reassigning.return-done', { count: passing.length }))
    onClose()
  }
  return (
    <ConfirmWithReason
      open
      title={t('reassigning.return-title')}
      confirmText={t('reassigning.return')}
      onConfirm={confirm}
      onCancel={onClose}
    >
      {seen.data && (
        <>
          <p>
            {t('reassigning.would-return', {
              count: seen.data.passing.length,
              name: seen.data.account.holder?.name ?? t('reassigning.nobody'),
            })}
          </p>
          {seen.data.refused.slice(0, 10).map((one) => (
            <Alert key={one.id} type="warning" showIcon title={refusal(one.code, one.facts)} />
          ))}
        </>
      )}
      <ErrorNote error={seen.error} />
    </ConfirmWithReason>
  )
}
