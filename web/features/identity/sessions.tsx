import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Skeleton, Tag } from 'antd'
import { endSession } from '../../../src/features/identity/contract.ts'
import { call } from '../../client/call.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { deviceOf } from './device-name.ts'
import { sessionsQuery } from './queries.ts'

/** Where the person is signed in; each other device can be signed out. */
export function Sessions() {
  const t = useText()
  const format = useFormat()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const sessions = useQuery(sessionsQuery)
  const ending = useMutation({
    mutationFn: (id: string) => call(endSession, { params: { id } }),
    onSuccess: () => void message.success(t('identity.session-ended')),
    onSettled: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  })
  return (
    <section className="card">
      <h2>{t('identity.sessions')}</h2>
      <p className="muted">{t('identity.sessions-hint')}</p>
      <ErrorNote error={sessions.error} onRetry={() => void sessions.refetch()} />
      <ErrorNote error={ending.error} />
      {sessions.isPending && <Skeleton active title={false} />}
      <ul className="sessions">
        {sessions.data?.items.map((session) => (
          <li key={session.id}>
            <div>
              <p title={session.agent}>
                {deviceOf(session.agent) ?? t('identity.unknown-device')}{' '}
                {session.current && <Tag color="success">{t('identity.this-device')}</Tag>}
              </p>
              <p className="muted">
                {session.ip} · {t('identity.last-seen', { when: format.relative(session.lastSeenAt) })} ·{' '}
                {t('identity.signed-in-on', { when: format.instant(session.createdAt) })}
              </p>
            </div>
            {!session.current && (
              <Button
                size="small"
                loading={ending.isPending && ending.variables === session.id}
                onClick={() => ending.mutate(session.id)}
              >
                {t('identity.end-session')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
