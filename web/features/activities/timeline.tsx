import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Segmented, Skeleton } from 'antd'
import { useState } from 'react'
import type { RecordEvent } from '../../../src/objects/contract.ts'
import { type ObjectMetadata, useObject } from '../../client/metadata.ts'
import { useEveryStage } from '../../client/plan.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { type MessageKey, useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { eventsQuery } from '../../records/queries.ts'
import { ClockChange } from './clock-change.tsx'
import { FindingChange } from './finding-change.tsx'

const FILTERS = ['all', 'follow-ups', 'hand-overs', 'changes', 'tasks'] as const
type Filter = (typeof FILTERS)[number]

/** Everything that happened to an opportunity: who, when, what; filterable. */
export function Timeline({ id }: { id: string }) {
  const t = useText()
  const [filter, setFilter] = useState<Filter>('all')
  const found = useInfiniteQuery(eventsQuery('opportunity', 'opportunities', id))
  const titles = Object.assign({}, ...(found.data?.pages.map((page) => page.titles) ?? [])) as Record<
    string,
    string
  >
  const events = (found.data?.pages ?? [])
    .flatMap((page) => page.items)
    .filter((event) => event.kind !== 'opportunity.attended' && belongs(event, filter))
  return (
    <div>
      <Segmented<Filter>
        aria-label={t('activities.filter')}
        value={filter}
        onChange={setFilter}
        options={FILTERS.map((one) => ({ value: one, label: t(`activities.filter-${one}`) }))}
      />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      <ol className="timeline">
        {events.map((event) => (
          <EventLine key={event.seq} event={event} titles={titles} id={id} />
        ))}
      </ol>
      {!found.isPending && events.length === 0 && <EmptyState title={t('activities.nothing')} />}
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('activities.more')}
        </Button>
      )}
    </div>
  )
}

const BY_HAND = new Set(['hand-over', 'contest', 'approval'])

function belongs(event: RecordEvent, filter: Filter): boolean {
  if (filter === 'all') return true
  if (filter === 'follow-ups') return event.object === 'follow-up'
  if (filter === 'tasks') return event.object === 'task'
  if (filter === 'hand-overs') return BY_HAND.has(event.object) || event.kind === 'opportunity.passed'
  return event.object === 'opportunity' || event.object === 'clock'
}

function EventLine({
  event,
  titles,
  id,
}: {
  event: RecordEvent
  titles: Record<string, string>
  /** The opportunity whose story is told. */
  id: string
}) {
  const t = useText()
  const format = useFormat()
  const object = useObject(event.object)
  return (
    <li>
      <p className="timeline-head">
        {event.actor?.title ? (
          <>
            <PersonMark name={event.actor.title} />
            {event.onBehalfOf?.title && (
              <span className="muted">({t('kit.on-behalf', { name: event.onBehalfOf.title })})</span>
            )}
          </>
        ) : (
          <span className="muted">{t('activities.system')}</span>
        )}
        <b>{t(wordsOf(event))}</b>
        {event.object === 'opportunity' && event.recordId !== id && (
          <span className="muted">{t('activities.of-merged')}</span>
        )}
        <time className="muted" dateTime={event.at} title={format.instant(event.at)}>
          {format.relative(event.at)}
        </time>
      </p>
      <EventDetail event={event} titles={titles} object={object} />
    </li>
  )
}

/** What happened, in words that say so where it came about by something else. */
function wordsOf({ kind, object, cause }: RecordEvent): MessageKey {
  const because = cause?.['because']
  if (kind === 'hand-over.withdrawn' && because === 'overtaken') return 'activities.offer-overtaken'
  if (kind.endsWith('.escalated') && because === 'leaver') return `activities.${object}-left` as MessageKey
  if (kind === 'opportunity.passed' && POOLED.has(String(because)))
    return `activities.passed-${String(because)}` as MessageKey
  return `activities.event-${kind}` as MessageKey
}

/** Passes into a pool and out of it. */
const POOLED = new Set(['claimed', 'assigned', 'arrived', 'released', 'recycled', 'taken-back', 'moved'])

const TOLD = new Set([
  'holder',
  'stage',
  'outcomeReason',
  'title',
  'dueOn',
  'reason',
  'to',
  'ruling',
  'text',
  'stars',
  'note',
])
const SILENT = new Set(['person', 'opportunity', 'happenedAt', 'createdAt', 'createdBy', 'updatedAt'])

function EventDetail({
  event,
  titles,
  object,
}: {
  event: RecordEvent
  titles: Record<string, string>
  object: ObjectMetadata | undefined
}) {
  const t = useText()
  const label = useLabel()
  const stages = useEveryStage()
  const after = event.after ?? {}
  const text = (value: unknown, type?: string): string => {
    if (value === null || value === undefined || value === '') return t('activities.empty')
    if (typeof value === 'object' && 'amount' in value && 'currency' in value)
      return `${String(value.amount)} ${String(value.currency)}`
    if (typeof value === 'object' && 'id' in value) return titles[String(value.id)] ?? '…'
    if (typeof value === 'string') {
      if (type === 'ruling') return t(`activities.ruling-${value}` as MessageKey)
      const stage = stages.find((one) => one.id === value)
      if (stage) return label(stage.label)
      return titles[value] ?? choice(type, value)
    }
    return typeof value === 'boolean' ? t(value ? 'records.yes' : 'records.no') : String(value)
  }
  const choice = (name: string | undefined, value: string) => {
    const found = object?.fields
      .find((field) => field.name === name)
      ?.options.choices?.find((one) => one.value === value)
    return found ? label(found.label) : value
  }
  const helper = event.kind.startsWith('opportunity.helper-') && (event.after ?? event.before)
  if (helper) {
    return (
      <div className="timeline-body">
        <p>
          {text(helper['person'])}
          {typeof helper['letter'] === 'string' && (
            <span className="muted"> {t(`responsibility.letter-${helper['letter']}` as MessageKey)}</span>
          )}
        </p>
      </div>
    )
  }
  if (event.object === 'clock') return <ClockChange event={event} titles={titles} />
  if (event.object === 'finding') return <FindingChange event={event} titles={titles} />
  if (event.kind === 'opportunity.recycled') return <Recycled cause={event.cause ?? {}} />
  if (event.object === 'approval') {
    const said = [after['note'], after['reason']].filter((one) => typeof one === 'string' && one !== '')
    return (
      <div className="timeline-body">
        <p className="several-lines">
          <span className="muted">{label(after['label'] as { zh: string; en: string })}</span>{' '}
          {said.join(' ')}
        </p>
      </div>
    )
  }
  if (event.object === 'follow-up' && typeof after['content'] === 'string') {
    return (
      <div className="timeline-body">
        <p className="several-lines">
          <span className="muted">{text(after['kind'], 'kind')}</span> {after['content']}
        </p>
        {Boolean(after['nextStep'] || after['nextStepOn']) && (
          <p className="muted">
            {t('activities.next-step')} {text(after['nextStep'])}{' '}
            {typeof after['nextStepOn'] === 'string' && after['nextStepOn']}
          </p>
        )}
      </div>
    )
  }
  const isChange = event.kind.endsWith('.updated')
  const isSaid = (name: string) => after[name] !== null || (event.before?.[name] ?? null) !== null
  const names = Object.keys(after).filter(
    (name) => (isChange ? !SILENT.has(name) : TOLD.has(name)) && isSaid(name),
  )
  const reason = event.cause?.['reason']
  return (
    <div className="timeline-body">
      {names.map((name) => {
        const field = object?.fields.find((one) => one.name === name)
        const before = event.before?.[name]
        return (
          <p key={name}>
            <span className="muted">
              {field ? label(field.label) : t(`activities.part-${name}` as MessageKey)}{' '}
            </span>
            {before !== undefined && before !== null && <del>{text(before, name)}</del>}{' '}
            {text(after[name], name)}
          </p>
        )
      })}
      {Array.isArray(event.cause?.['number']) && (
        <p>
          <span className="muted">{t('activities.numbers')} </span>
          {event.cause['number'].map((one) => `#${one}`).join('、')}
        </p>
      )}
      {event.cause?.['because'] === 'account' && <p className="muted">{t('activities.act')}</p>}
      {typeof reason === 'string' && reason && <p className="muted">{t('activities.because', { reason })}</p>}
    </div>
  )
}

/** Why it went back to a pool. */
function Recycled({ cause }: { cause: Readonly<Record<string, unknown>> }) {
  const t = useText()
  const span = t(`activities.recycled-${cause['unit']}` as MessageKey, { amount: Number(cause['amount']) })
  return (
    <div className="timeline-body">
      <p className="muted">{t(`activities.recycled-${cause['what']}` as MessageKey, { span })}</p>
    </div>
  )
}
