import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Input, Select, Skeleton } from 'antd'
import { type FormEvent, useState } from 'react'
import { MAIL_PORTS, MAIL_SECURITY } from '../../../src/features/delivery/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { type MailChannel, type MailGiven, mailQuery, removeMail, saveMail, tryMail } from './queries.ts'
import { TestAnswer } from './test-answer.tsx'

const FRESH: Draft = { host: '', port: 465, security: 'tls', user: '', sender: '', password: '' }
type Draft = Omit<MailGiven, 'user' | 'password'> & { user: string; password: string }

/** Through which server mail is sent, and whether it works. */
export function MailCard() {
  const t = useText()
  const found = useQuery(mailQuery)
  return (
    <section className="card" aria-label={t('delivery.mail')}>
      <h2 className="card-head">{t('delivery.mail')}</h2>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active title={false} />}
      {found.data && (
        <>
          <State channel={found.data} />
          <MailForm key={JSON.stringify(found.data.server)} channel={found.data} />
        </>
      )}
    </section>
  )
}

function State({ channel: { source, publicUrl, waiting, lastError } }: { channel: MailChannel }) {
  const t = useText()
  return (
    <>
      {source === 'none' && <p className="muted">{t('delivery.mail-none')}</p>}
      {source === 'environment' && <p className="muted">{t('delivery.mail-environment')}</p>}
      {source !== 'none' && !publicUrl && (
        <Alert className="channel-note" type="warning" showIcon title={t('delivery.no-public-url')} />
      )}
      {waiting > 0 && <p className="muted">{t('delivery.waiting', { count: waiting })}</p>}
      {lastError && <p className="channel-error">{t('delivery.last-error', { error: lastError })}</p>}
    </>
  )
}

function MailForm({ channel: { source, server } }: { channel: MailChannel }) {
  const t = useText()
  const toast = useToast()
  const { modal } = App.useApp()
  const queries = useQueryClient()
  const [tried, setTried] = useState(false)
  const [draft, setDraft] = useState<Draft>(
    server ? { ...server, user: server.user ?? '', password: '' } : FRESH,
  )
  const isFixed = source === 'environment'
  const settle = () => queries.invalidateQueries({ queryKey: ['channels'] })
  const saving = useMutation({
    mutationFn: ({ host, port, security, user, sender, password }: Draft) =>
      saveMail({
        host,
        port,
        security,
        sender,
        user: user.trim() || null,
        ...(password ? { password } : {}),
      }),
    onSuccess: () => {
      toast.done(t('delivery.saved'))
      return settle()
    },
  })
  const testing = useMutation({ mutationFn: tryMail, onSettled: settle })
  const removing = useMutation({ mutationFn: removeMail, onSuccess: settle, onError: toast.failed })
  const set = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed })
  const missing = (value: string) => tried && !value.trim() && t('delivery.needed')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (draft.host.trim() && draft.sender.trim()) saving.mutate(draft)
  }
  return (
    <form onSubmit={submit} noValidate>
      <div className="channel-form">
        <Field label={t('delivery.host')} error={missing(draft.host)} required>
          {(control) => (
            <Input
              {...control}
              disabled={isFixed}
              placeholder="smtp.example.com"
              value={draft.host}
              onChange={({ target }) => set({ host: target.value })}
            />
          )}
        </Field>
        <Field label={t('delivery.security')}>
          {({ id }) => (
            <Select
              id={id}
              disabled={isFixed}
              value={draft.security}
              onChange={(security) =>
                set({ security, port: security === 'tls' ? 465 : security === 'starttls' ? 587 : 25 })
              }
              options={MAIL_SECURITY.map((value) => ({ value, label: t(`delivery.security-${value}`) }))}
            />
          )}
        </Field>
        <Field label={t('delivery.port')}>
          {({ id }) => (
            <Select
              id={id}
              disabled={isFixed}
              value={draft.port}
              onChange={(port) => set({ port })}
              options={MAIL_PORTS.map((value) => ({ value, label: String(value) }))}
            />
          )}
        </Field>
        <Field
          label={t('delivery.sender')}
          hint={t('delivery.sender-hint')}
          error={missing(draft.sender)}
          required
        >
          {(control) => (
            <Input
              {...control}
              disabled={isFixed}
              placeholder="Baton <baton@example.com>"
              value={draft.sender}
              onChange={({ target }) => set({ sender: target.value })}
            />
          )}
        </Field>
        <Field label={t('delivery.user')}>
          {(control) => (
            <Input
              {...control}
              disabled={isFixed}
              autoComplete="off"
              value={draft.user}
              onChange={({ target }) => set({ user: target.value })}
            />
          )}
        </Field>
        <Field
          label={t('delivery.password')}
          hint={server?.hasPassword ? t('delivery.password-kept') : undefined}
        >
          {(control) => (
            <Input.Password
              {...control}
              disabled={isFixed}
              autoComplete="new-password"
              value={draft.password}
              onChange={({ target }) => set({ password: target.value })}
            />
          )}
        </Field>
      </div>
      <ErrorNote className="channel-note" error={saving.error} />
      <TestAnswer answer={testing.data} error={testing.error} />
      <div className="channel-actions">
        {!isFixed && (
          <Button type="primary" htmlType="submit" loading={saving.isPending}>
            {t('delivery.save')}
          </Button>
        )}
        <Button disabled={source === 'none'} loading={testing.isPending} onClick={() => testing.mutate()}>
          {t('delivery.test')}
        </Button>
        {source === 'settings' && (
          <Button
            danger
            type="text"
            onClick={() =>
              modal.confirm({
                title: t('delivery.remove-mail-sure'),
                okText: t('delivery.remove-mail'),
                okButtonProps: { danger: true },
                onOk: () => removing.mutateAsync().catch(() => undefined),
              })
            }
          >
            {t('delivery.remove-mail')}
          </Button>
        )}
      </div>
    </form>
  )
}
