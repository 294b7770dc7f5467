import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Button, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { type ObjectMetadata, useObject } from '../client/metadata.ts'
import { useEveryStage } from '../client/plan.ts'
import { mayDo, useMe } from '../client/session.ts'
import { FollowUpForm } from '../features/activities/follow-up-form.tsx'
import { Timeline } from '../features/activities/timeline.tsx'
import { DeleteDialog } from '../features/bin/delete-dialog.tsx'
import { AfterDecision } from '../features/contests/after-decision.tsx'
import { OpenContests } from '../features/contests/open-contests.tsx'
import { OpportunityFindings } from '../features/findings/opportunity-findings.tsx'
import { HandOverCard } from '../features/handover/hand-over-card.tsx'
import { OfferPanel } from '../features/handover/offer-panel.tsx'
import { handOversQuery } from '../features/handover/queries.ts'
import { Elsewhere } from '../features/merging/elsewhere.tsx'
import { MergeDialog } from '../features/merging/merge-dialog.tsx'
import { SplitDialog } from '../features/merging/split-dialog.tsx'
import { DueLeft } from '../features/opportunities/due-left.tsx'
import { MoveDialog } from '../features/pipeline/move-dialog.tsx'
import { movesQuery } from '../features/pipeline/queries.ts'
import { poolOfQuery } from '../features/pools/queries.ts'
import { ReleaseDialog, TakeBackDialog } from '../features/pools/release-dialog.tsx'
import { PassDialog } from '../features/responsibility/pass-dialog.tsx'
import { holdingsQuery } from '../features/responsibility/queries.ts'
import { OpportunityReviews } from '../features/reviews/opportunity-reviews.tsx'
import { ReceiverSuggestion } from '../features/routing/suggestion.tsx'
import { WhyPanel } from '../features/routing/why-panel.tsx'
import { useSpeaksFor } from '../kit/away.tsx'
import { MoreMenu } from '../kit/more-menu.tsx'
import { PageHeader } from '../kit/page-header.tsx'
import { PersonMark } from '../kit/person-mark.tsx'
import { SplitPage } from '../kit/split-page.tsx'
import { type PathStep, StagePath } from '../kit/stage-path.tsx'
import { useLabel, useText } from '../kit/text.tsx'
import { useFormat } from '../kit/use-format.ts'
import { idOf, moneyOf, type RecordJson, type Reference, recordQuery, titleOf } from '../records/queries.ts'
import { RecordFacts } from '../records/record-facts.tsx'
import { FindingMend } from './finding-mend.tsx'
import { OpportunityAside } from './opportunity-aside.tsx'
import { OutOfSight } from './out-of-sight.tsx'

const FACTS = [
  'account',
  'contact',
  'product',
  'amount',
  'expectedCloseOn',
  'type',
  'source',
  'region',
  'requirement',
  'companyName',
  'contactName',
  'contactPhone',
  'contactEmail',
  'nextStep',
  'nextStepOn',
  'externalKey',
  'openedAt',
  'closedAt',
  'outcomeReason',
]

/** One opportunity: its way through the stages, its facts, what happened, and who answers for it. */
export function OpportunityPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const object = useObject('opportunity')
  const found = useQuery({
    ...recordQuery('opportunity', 'opportunities', id),
    enabled: object !== undefined,
  })
  if (found.error) {
    return (
      <Elsewhere id={id}>
        <OutOfSight error={found.error} />
      </Elsewhere>
    )
  }
  if (!object || !found.data) return <Skeleton active className="page" />
  return <Opportunity key={id} object={object} record={found.data} />
}

type Doing =
  | { kind: 'move'; stage: string }
  | { kind: 'merge'; other: string }
  | { kind: 'offer' | 'pass' | 'why' | 'split' | 'delete' | 'release' | 'take-back' }

function Opportunity({ object, record }: { object: ObjectMetadata; record: RecordJson }) {
  const t = useText()
  const navigate = useNavigate()
  const [doing, setDoing] = useState<Doing>()
  const [receiver, setReceiver] = useState<Reference | null>(null)
  const { id, version } = record
  const holder: Reference = { id: idOf(record['holder']) ?? '', title: titleOf(record['holder']) ?? '' }
  const stages = useEveryStage()
  const stage = stages.find((one) => one.id === idOf(record['stage']))
  const close = () => setDoing(undefined)
  const fields = [
    ...FACTS.flatMap((name) => object.fields.find((field) => field.name === name) ?? []),
    ...object.fields.filter((field) => field.custom),
  ]
  return (
    <>
      <SplitPage
        head={<Head record={record} holder={holder} onDo={setDoing} />}
        left={{
          name: t('opportunities.facts'),
          content: <RecordFacts object={object} record={record} fields={fields} />,
        }}
        main={{
          name: t('opportunities.timeline'),
          content: (
            <>
              <OpportunityFindings id={id} mend={(finding) => <FindingMend finding={finding} />} />
              {record['outcome'] === 'lost' && <OpportunityReviews id={id} />}
              <OpenContests id={id} />
              <OpenHandOver id={id} />
              <FollowUpForm opportunityId={id} />
              <Timeline id={id} />
            </>
          ),
        }}
        right={{
          name: t('opportunities.people'),
          content: (
            <OpportunityAside
              id={id}
              version={version}
              holder={holder}
              onMerge={(other) => setDoing({ kind: 'merge', other })}
            />
          ),
        }}
      />
      {doing?.kind === 'move' && (
        <MoveDialog
          opportunity={{ id, version }}
          stage={doing.stage}
          onClose={close}
          onMoved={(needed) => setDoing(needed ? { kind: 'offer' } : undefined)}
        />
      )}
      {doing?.kind === 'offer' && (
        <OfferPanel
          key={receiver?.id}
          opportunity={{
            id,
            requirement: typeof record['requirement'] === 'string' ? record['requirement'] : null,
          }}
          holderId={holder.id}
          first={receiver}
          suggestion={stage && <ReceiverSuggestion id={id} stage={stage.key} onTake={setReceiver} />}
          onClose={close}
        />
      )}
      {doing?.kind === 'pass' && <PassDialog ids={[id]} onClose={close} />}
      {doing?.kind === 'why' && <Why record={record} holder={holder} onClose={close} />}
      {doing?.kind === 'split' && (
        <SplitDialog record={record} holder={holder.title ?? ''} onClose={close} onSplit={close} />
      )}
      {doing?.kind === 'merge' && (
        <MergeDialog
          object="opportunity"
          ids={[id, doing.other]}
          onClose={close}
          onMerged={(survivor) => {
            close()
            void navigate({ to: '/opportunities/$id', params: { id: survivor } })
          }}
        />
      )}
      {doing?.kind === 'release' && (
        <ReleaseDialog opportunity={{ id, version }} onClose={close} onReleased={close} />
      )}
      {doing?.kind === 'take-back' && (
        <TakeBackDialog opportunity={{ id, version }} holder={holder.title ?? ''} onClose={close} />
      )}
      {doing?.kind === 'delete' && (
        <DeleteDialog
          object="opportunity"
          items={[{ id, version }]}
          onClose={close}
          onDeleted={() => void navigate({ to: '/opportunities' })}
        />
      )}
    </>
  )
}

function Head({
  record,
  holder,
  onDo,
}: {
  record: RecordJson
  holder: Reference
  onDo: (doing: Doing) => void
}) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const me = useMe()
  const speaksFor = useSpeaksFor(me.person.id)
  const money = moneyOf(record['amount'])
  const outcome = record['outcome']
  const mayEdit = mayDo(me, 'opportunity', 'edit')
  const steps = useSteps(record)
  const stages = useQuery(movesQuery(record.id)).data?.stages ?? []
  const ends = stages.filter((stage) => stage.kind === 'won' || stage.kind === 'lost')
  const isOpen = record['isOpen'] === true
  const pool = useQuery({ ...poolOfQuery(record.id, record.version), enabled: isOpen }).data
  return (
    <div className="opportunity-head">
      <PageHeader
        before={<Link to="/opportunities">{t('app.opportunities')}</Link>}
        title={String(record['title'])}
        beside={
          <>
            <span className="muted">#{String(record['number'])}</span>
            {money && <b>{format.money(money)}</b>}
            {pool?.lies && (
              <Link to="/pools" search={{ pool: pool.lies.pool.key } as never}>
                <Tag variant="outlined">{t('pools.lies-in', { pool: label(pool.lies.pool.label) })}</Tag>
              </Link>
            )}
            {outcome === 'won' && <Tag color="success">{t('opportunities.won')}</Tag>}
            {outcome === 'lost' && <Tag color="error">{t('opportunities.lost')}</Tag>}
          </>
        }
        hint={
          <span className="holder-line">
            <PersonMark name={holder.title ?? ''} id={holder.id} size={28} />
            <DueLeft record={record} />
            {typeof record['heldSince'] === 'string' &&
              t('opportunities.held-since', { when: format.instant(record['heldSince']) })}
            <Button type="link" size="small" onClick={() => onDo({ kind: 'why' })}>
              {t('routing.why')}
            </Button>
          </span>
        }
        actions={
          <>
            {isOpen && speaksFor(holder.id) && (
              <Button type="primary" onClick={() => onDo({ kind: 'offer' })}>
                {t('opportunities.hand-over')}
              </Button>
            )}
            {isOpen && mayDo(me, 'opportunity', 'pass') && (
              <Button onClick={() => onDo({ kind: 'pass' })}>{t('responsibility.pass')}</Button>
            )}
            {isOpen &&
              mayEdit &&
              record['phase'] !== 'delivery' &&
              ends.map((stage) => (
                <Button
                  key={stage.key}
                  danger={stage.kind === 'lost'}
                  onClick={() => onDo({ kind: 'move', stage: stage.key })}
                >
                  {label(stage.label)}
                </Button>
              ))}
            <MoreMenu
              actions={[
                ...(pool?.mayRelease
                  ? [{ key: 'release', label: t('pools.release'), onDo: () => onDo({ kind: 'release' }) }]
                  : []),
                ...(pool?.mayTakeBack
                  ? [
                      {
                        key: 'take-back',
                        label: t('pools.take-back'),
                        onDo: () => onDo({ kind: 'take-back' }),
                      },
                    ]
                  : []),
                ...(isOpen && mayEdit && mayDo(me, 'opportunity', 'create')
                  ? [{ key: 'split', label: t('merging.split'), onDo: () => onDo({ kind: 'split' }) }]
                  : []),
                ...(mayDo(me, 'opportunity', 'delete')
                  ? [
                      {
                        key: 'delete',
                        label: t('bin.delete'),
                        danger: true,
                        onDo: () => onDo({ kind: 'delete' }),
                      },
                    ]
                  : []),
              ]}
            />
          </>
        }
      />
      <StagePath
        label={t('opportunities.path')}
        steps={steps}
        {...(mayEdit ? { onChoose: (stage: string) => onDo({ kind: 'move', stage }) } : {})}
      />
    </div>
  )
}

const DAY_MS = 86_400_000

/** The stages as a path: what is behind, where it is, what lies ahead; who held each and for how long. */
function useSteps(record: RecordJson): PathStep[] {
  const t = useText()
  const label = useLabel()
  const way = useQuery(movesQuery(record.id)).data
  const stages = way?.stages ?? []
  const tiles = useQuery(holdingsQuery(record.id)).data?.items ?? []
  const place = stages.findIndex((stage) => stage.key === way?.current)
  const outcome = record['outcome']
  const shown = stages.filter((stage) => {
    if (stage.kind === 'lost') return outcome === 'lost'
    if (stage.kind === 'won') return outcome !== 'lost'
    return stage.phase !== 'delivery' || outcome === 'won'
  })
  return shown.map((stage) => {
    const mine = tiles.filter((tile) => tile.stage.key === stage.key)
    const ms = mine.reduce(
      (sum, tile) => sum + (Date.parse(tile.until ?? new Date().toISOString()) - Date.parse(tile.from)),
      0,
    )
    const names = [...new Set(mine.map((tile) => tile.person.name))].join('、')
    const state = stage.key === way?.current ? 'current' : stages.indexOf(stage) < place ? 'done' : 'next'
    const note =
      mine.length > 0
        ? `${names} · ${t('opportunities.stage-days', { days: Math.round(ms / DAY_MS) })}`
        : undefined
    return { key: stage.key, label: label(stage.label), state, ...(note ? { note } : {}) }
  })
}

function Why({ record, holder, onClose }: { record: RecordJson; holder: Reference; onClose: () => void }) {
  const { id } = record
  const holdings = useQuery(holdingsQuery(id)).data?.items ?? []
  const isOpen = record['isOpen'] === true
  return (
    <WhyPanel
      id={id}
      onClose={onClose}
      after={(decision, newest) => (
        <AfterDecision opportunityId={id} {...{ decision, newest, isOpen, holder, holdings }} />
      )}
    />
  )
}

function OpenHandOver({ id }: { id: string }) {
  const open = useQuery(handOversQuery(id)).data?.items.find((one) => one.state === 'offered')
  return open ? <HandOverCard handOver={open} linked={false} /> : null
}
