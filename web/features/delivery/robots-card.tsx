import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { departmentsQuery } from '../../client/organisation.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { type Robot, removeRobot, robotsQuery, tryRobot } from './queries.ts'
import { RobotPanel } from './robot-panel.tsx'
import { TestAnswer } from './test-answer.tsx'

/** The robots of groups in chat: each can be tried, changed and removed. */
export function RobotsCard() {
  const t = useText()
  const found = useQuery(robotsQuery)
  const [opened, setOpened] = useState<Robot | 'new'>()
  return (
    <section className="card" aria-label={t('delivery.robots')}>
      <div className="channel-head">
        <h2>{t('delivery.robots')}</h2>
        <Button onClick={() => setOpened('new')}>{t('delivery.add-robot')}</Button>
      </div>
      <p className="muted">{t('delivery.robots-hint')}</p>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active title={false} />}
      {found.data?.items.length === 0 && <EmptyState title={t('delivery.robots-none')} />}
      <ul className="robots">
        {found.data?.items.map((robot) => (
          <Line key={robot.id} robot={robot} onEdit={() => setOpened(robot)} />
        ))}
      </ul>
      {opened && (
        <RobotPanel robot={opened === 'new' ? undefined : opened} onClose={() => setOpened(undefined)} />
      )}
    </section>
  )
}

function Line({ robot, onEdit }: { robot: Robot; onEdit: () => void }) {
  const t = useText()
  const format = useFormat()
  const toast = useToast()
  const { modal } = App.useApp()
  const queries = useQueryClient()
  const departments = useQuery(departmentsQuery).data?.items ?? []
  const settle = () => queries.invalidateQueries({ queryKey: ['channels'] })
  const testing = useMutation({ mutationFn: () => tryRobot(robot.id), onSettled: settle })
  const removing = useMutation({
    mutationFn: () => removeRobot(robot),
    onSuccess: () => {
      toast.done(t('delivery.removed'))
      return settle()
    },
    onError: toast.failed,
  })
  const { scope, name, kind, isOn, waiting, lastSentAt, lastError } = robot
  const whose =
    scope.kind === 'department'
      ? t('delivery.scope-department-of', {
          name: departments.find(({ id }) => id === scope.department)?.name ?? '—',
        })
      : scope.kind === 'pool'
        ? t('delivery.scope-pool-of', { name: scope.pool })
        : t('delivery.scope-company')
  return (
    <li>
      <div>
        <p>
          <b>{name}</b> <Tag>{t(`delivery.kind-${kind}`)}</Tag>
          {!isOn && <Tag color="warning">{t('delivery.off')}</Tag>}
        </p>
        <p className="muted">
          {whose} · {robot.groups.map((group) => t(`notifications.group-${group}`)).join(' · ')}
        </p>
        <p className="muted">
          {waiting > 0 && <>{t('delivery.waiting', { count: waiting })} · </>}
          {lastSentAt ? t('delivery.last-sent', { when: format.relative(lastSentAt) }) : robot.address}
        </p>
        {lastError && <p className="channel-error">{t('delivery.last-error', { error: lastError })}</p>}
        <TestAnswer answer={testing.data} error={testing.error} />
      </div>
      <div className="channel-actions">
        <Button size="small" loading={testing.isPending} onClick={() => testing.mutate()}>
          {t('delivery.test')}
        </Button>
        <Button size="small" onClick={onEdit}>
          {t('delivery.edit')}
        </Button>
        <Button
          size="small"
          danger
          onClick={() =>
            modal.confirm({
              title: t('delivery.remove-sure', { name }),
              content: t('delivery.remove-what'),
              okText: t('delivery.remove'),
              okButtonProps: { danger: true },
              onOk: () => removing.mutateAsync().catch(() => undefined),
            })
          }
        >
          {t('delivery.remove')}
        </Button>
      </div>
    </li>
  )
}
