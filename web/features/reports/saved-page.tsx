import './reports.css'
import { StarFilled, StarOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { App, Button, Input, Segmented, Skeleton, Tag } from 'antd'
import { useDeferredValue, useState } from 'react'
import { BOXES, type Report } from '../../../src/features/reports/contract.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { MoreMenu } from '../../kit/more-menu.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { type Box, createReport, markReport, removeReport, reportsChanged, reportsQuery } from './queries.ts'
import { SchedulePanel } from './schedule-panel.tsx'

/** The reports a person may open: of the product, their own, and those shared with them. */
export function SavedPage() {
  const t = useText()
  const navigate = useNavigate()
  const [box, setBox] = useState<Box>('all')
  const [typed, setTyped] = useState('')
  const found = useInfiniteQuery(reportsQuery(box, useDeferredValue(typed.trim())))
  const items = (found.data?.pages ?? []).flatMap((page) => page.items)
  const [mailed, setMailed] = useState<string>()
  return (
    <div className="page page-narrow">
      <PageHeader
        title={t('reports.saved')}
        hint={t('reports.saved-hint')}
        actions={
          <>
            <Button onClick={() => void navigate({ to: '/reports/mail' })}>{t('reports.mails')}</Button>
            <Button type="primary" onClick={() => void navigate({ to: '/reports/builder' })}>
              {t('reports.new')}
            </Button>
          </>
        }
      />
      <div className="settings-tools">
        <Input.Search
          allowClear
          aria-label={t('reports.find')}
          placeholder={t('reports.find')}
          style={{ width: 220 }}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <Segmented<Box>
          aria-label={t('reports.which')}
          value={box}
          onChange={setBox}
          options={BOXES.map((one) => ({ value: one, label: t(`reports.box-${one}`) }))}
        />
      </div>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && items.length === 0 && (
        <EmptyState title={t('reports.none-saved')} hint={t('reports.none-saved-hint')} />
      )}
      {items.length > 0 && (
        <ul className="card report-list">
          {items.map((report) => (
            <Line key={report.id} report={report} onMail={() => setMailed(report.id)} />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('reports.more')}
        </Button>
      )}
      {mailed && (
        <SchedulePanel subject={{ what: 'report', of: mailed }} onClose={() => setMailed(undefined)} />
      )}
    </div>
  )
}

function Line({ report, onMail }: { report: Report; onMail: () => void }) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const { label: name, owner, builtIn, sharing, updatedAt, favourite, chart } = report
  const { mark, actions } = useDeeds(report, onMail)
  const departments = sharing.departments.map((one) => one.name)
  return (
    <li>
      <Button
        type="text"
        aria-pressed={favourite}
        aria-label={t(favourite ? 'reports.unmark' : 'reports.mark', { name: label(name) })}
        icon={favourite ? <StarFilled className="star" /> : <StarOutlined />}
        onClick={mark}
      />
      <div>
        <Link to="/reports/builder" search={{ report: report.id } as never}>
          <b>{label(name)}</b>
        </Link>
        <p className="muted">
          <Tag>{builtIn ? t('reports.built-in') : t(`reports.shared-${sharing.with}`, { departments })}</Tag>
          {t(`reports.chart-${chart}`)}
          {owner && ` · ${owner.name}`}
          {updatedAt && ` · ${format.relative(updatedAt)}`}
        </p>
      </div>
      <MoreMenu actions={actions} />
    </li>
  )
}

function useDeeds(report: Report, onMail: () => void) {
  const t = useText()
  const label = useLabel()
  const toast = useToast()
  const { modal } = App.useApp()
  const queries = useQueryClient()
  const settled = { onSuccess: () => reportsChanged(queries), onError: toast.failed }
  const marking = useMutation({ mutationFn: markReport, ...settled })
  const copying = useMutation({
    mutationFn: ({ question, chart, label: name }: Report) =>
      createReport({ name: t('reports.copy-of', { name: label(name) }).slice(0, 80), question, chart }),
    ...settled,
  })
  const removing = useMutation({ mutationFn: removeReport, ...settled })
  const remove = () =>
    modal.confirm({
      title: t('reports.remove-report', { name: label(report.label) }),
      content: t('reports.remove-report-what'),
      okText: t('reports.remove'),
      okButtonProps: { danger: true },
      cancelText: t('kit.cancel'),
      onOk: () => removing.mutateAsync(report).catch(() => {}),
    })
  return {
    mark: () => marking.mutate(report),
    actions: [
      { key: 'copy', label: t('reports.copy'), onDo: () => copying.mutate(report) },
      { key: 'mail', label: t('reports.mail'), onDo: onMail },
      ...(report.editable
        ? [{ key: 'remove', label: t('reports.remove'), danger: true, onDo: () => void remove() }]
        : []),
    ],
  }
}
