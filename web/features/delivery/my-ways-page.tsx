import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Input, Skeleton } from 'antd'
import { type FormEvent, useState } from 'react'
import { chatHandles } from '../../../src/features/delivery/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import {
  type ChatHandles,
  myWaysQuery,
  type NoticeSettingsAnswer,
  type OwnNoticeSettings,
  saveMyWays,
} from './queries.ts'
import { WaysForm } from './ways-form.tsx'

/** How I want to be told beside the browser; every choice holds at once. */
export function MyWaysPage() {
  const t = useText()
  const found = useQuery(myWaysQuery)
  return (
    <div className="page page-narrow">
      <PageHeader
        before={<Link to="/account">{t('app.my-account')}</Link>}
        title={t('notifications.settings')}
        hint={t('notifications.settings-hint')}
      />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && <Mine answer={found.data} />}
    </div>
  )
}

function useSaving() {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const { queryKey } = myWaysQuery
  return useMutation({
    mutationFn: ({ own, handles }: { own: OwnNoticeSettings; handles?: ChatHandles }) =>
      saveMyWays(own, handles),
    // what was chosen stands at once; where the server says no it goes back
    onMutate: async ({ own }) => {
      await queries.cancelQueries({ queryKey })
      const before = queries.getQueryData(queryKey)
      if (before) {
        const { groups = {}, ...rest } = own
        const settings = { ...before.company, ...rest, groups: { ...before.company.groups, ...groups } }
        queries.setQueryData(queryKey, { ...before, own, settings: settings as typeof before.settings })
      }
      return before
    },
    onSuccess: (answer) => {
      queries.setQueryData(queryKey, answer)
      toast.done(t('delivery.saved'))
    },
    onError: (error, _given, before) => {
      queries.setQueryData(queryKey, before)
      toast.failed(error)
    },
  })
}

function Mine({ answer }: { answer: NoticeSettingsAnswer }) {
  const t = useText()
  const saving = useSaving()
  const { settings, own, email, timeZone } = answer
  const isOwn = Object.keys(own).length > 0
  return (
    <>
      {!email && <Alert type="warning" showIcon title={t('delivery.no-email')} className="ways-note" />}
      <section className="card">
        <h2 className="card-head">{t('delivery.ways')}</h2>
        <p className="muted">
          {email && <>{t('delivery.mail-to', { email })} · </>}
          {t('delivery.zone', { zone: timeZone })} · {t('delivery.ways-hint')}
        </p>
        <WaysForm
          settings={settings}
          isMine
          onChange={(changed) => saving.mutate({ own: { ...own, ...changed } })}
        />
        {isOwn && <Button onClick={() => saving.mutate({ own: {} })}>{t('delivery.back-to-company')}</Button>}
      </section>
      <Handles answer={answer} />
    </>
  )
}

const HANDLES = ['mobile', 'wecom', 'dingtalk', 'feishu'] as const

/** By which names groups in chat know me. */
function Handles({ answer }: { answer: NoticeSettingsAnswer }) {
  const t = useText()
  const saving = useSaving()
  const [draft, setDraft] = useState<Partial<Record<(typeof HANDLES)[number], string>>>({})
  const given = Object.fromEntries(
    HANDLES.map((name) => [name, (draft[name] ?? answer.handles[name] ?? '').trim() || null]),
  ) as ChatHandles
  const isWrong = (name: (typeof HANDLES)[number]) => !chatHandles.shape[name].safeParse(given[name]).success
  const isChanged = HANDLES.some((name) => given[name] !== answer.handles[name])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!HANDLES.some(isWrong))
      saving.mutate({ own: answer.own, handles: given }, { onSuccess: () => setDraft({}) })
  }
  return (
    <section className="card">
      <h2 className="card-head">{t('delivery.handles')}</h2>
      <p className="muted">{t('delivery.handles-hint')}</p>
      <form className="account-form" onSubmit={submit}>
        {HANDLES.map((name) => (
          <Field key={name} label={t(`delivery.${name}`)} error={isWrong(name) && t('delivery.handle-wrong')}>
            {(control) => (
              <Input
                {...control}
                autoComplete={name === 'mobile' ? 'tel' : 'off'}
                value={draft[name] ?? answer.handles[name] ?? ''}
                onChange={({ target }) => setDraft({ ...draft, [name]: target.value })}
              />
            )}
          </Field>
        ))}
        <Button type="primary" htmlType="submit" disabled={!isChanged} loading={saving.isPending}>
          {t('delivery.save')}
        </Button>
      </form>
    </section>
  )
}
