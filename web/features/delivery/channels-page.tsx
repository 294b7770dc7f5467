import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { DeliveriesCard } from './deliveries-card.tsx'
import { MailCard } from './mail-card.tsx'
import { companyWaysQuery, type NoticeSettings, saveCompanyWays } from './queries.ts'
import { RobotsCard } from './robots-card.tsx'
import { WaysForm } from './ways-form.tsx'

/** By what the company is told: its mail server, the robots of its groups, what holds where nobody said otherwise, and how it went. */
export function ChannelsPage() {
  const t = useText()
  return (
    <>
      <PageHeader title={t('app.settings-notices')} hint={t('delivery.channels-hint')} />
      <MailCard />
      <RobotsCard />
      <CompanyCard />
      <DeliveriesCard />
    </>
  )
}

function CompanyCard() {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const { queryKey } = companyWaysQuery
  const found = useQuery(companyWaysQuery)
  const saving = useMutation({
    mutationFn: saveCompanyWays,
    onMutate: (wanted: NoticeSettings) => {
      const before = queries.getQueryData(queryKey)
      queries.setQueryData(queryKey, wanted)
      return before
    },
    onSuccess: (saved) => {
      queries.setQueryData(queryKey, saved)
      void queries.invalidateQueries({ queryKey: ['notice-settings', 'mine'] })
      toast.done(t('delivery.saved'))
    },
    onError: (error, _wanted, before) => {
      queries.setQueryData(queryKey, before)
      toast.failed(error)
    },
  })
  return (
    <section className="card">
      <h2 className="card-head">{t('delivery.company')}</h2>
      <p className="muted">{t('delivery.company-hint')}</p>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active title={false} />}
      {found.data && (
        <WaysForm
          settings={found.data}
          isMine={false}
          onChange={(changed) => saving.mutate({ ...found.data, ...changed })}
        />
      )}
    </section>
  )
}
