import './targets.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Select } from 'antd'
import { CATEGORIES, type Call } from '../../../src/features/targets/contract/forecast.ts'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { type Category, callChanged, callQuery, overrideCategory, sayCategory } from './forecast-queries.ts'

/** How sure one opportunity is, on its page; nothing where there is nothing to say. */
export function OpportunityCall({ id }: { id: string }) {
  const t = useText()
  const call = useQuery(callQuery(id)).data
  if (!call || !(call.said || call.over || call.may.say || call.may.override)) return null
  return (
    <section className="card">
      <h2>{t('targets.category')}</h2>
      <CallChoice id={id} call={call} name="" />
    </section>
  )
}

/** What the holder says and what whoever leads them says instead; each may change their own. */
export function CallChoice({ id, call, name }: { id: string; call: Call; name: string }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const { version, may, said, over } = call
  const changing = useMutation({
    mutationFn: (category: Category | null) =>
      may.override
        ? overrideCategory(id, version, { category })
        : sayCategory(id, version, category ?? 'pipeline'),
    onSuccess: () => callChanged(queries, id),
    onError: toast.failed,
  })
  const options = CATEGORIES.map((one) => ({ value: one as string, label: t(`targets.category-${one}`) }))
  return (
    <div className="forecast-call">
      {may.override || may.say ? (
        <Select<string>
          aria-label={`${t('targets.category')} ${name}`}
          size="small"
          value={may.override ? (over?.category ?? '') : (said?.category ?? call.category)}
          loading={changing.isPending}
          onChange={(next) => changing.mutate(next === '' ? null : (next as Category))}
          options={may.override ? [{ value: '', label: t('targets.as-holder') }, ...options] : options}
        />
      ) : (
        <span>{t(`targets.category-${call.category}`)}</span>
      )}
      {said && (may.override || over) && (
        <small className="muted">
          {t('targets.holder-says', { name: said.by.name, category: t(`targets.category-${said.category}`) })}
        </small>
      )}
      {over && !may.override && (
        <small className="muted">
          {t('targets.lead-says', { name: over.by.name, category: t(`targets.category-${over.category}`) })}
          {over.reason && <> · {over.reason}</>}
        </small>
      )}
    </div>
  )
}
