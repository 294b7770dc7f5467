import './scoring.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Skeleton, Switch } from 'antd'
import { useState } from 'react'
import type { ScoringState } from '../../../src/features/scoring/contract.ts'
import { useEveryStage } from '../../client/plan.ts'
import { useMe } from '../../client/session.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { Calibration } from './calibration.tsx'
import { MyFigures } from './my-figures.tsx'
import { scoresQuery, scoringChanged, scoringQuery, switchPersonal, trainScoring } from './queries.ts'
import { Pushes } from './score-card.tsx'
import { Segments } from './segments.tsx'
import { useLevelName } from './use-level-name.ts'

/** How likely the own opportunities are won, which kinds to turn to next, and how far all that can be believed. */
export function ScoresPage() {
  const t = useText()
  const me = useMe()
  const found = useQuery(scoringQuery)
  const state = found.data
  return (
    <div className="page">
      <PageHeader
        title={t('app.scores')}
        hint={t('scoring.hint')}
        actions={me.rights.admin && <TrainNow />}
      />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {state && (
        <div className="stack">
          {state.state !== 'trained' && (
            <section className="card">
              <EmptyState
                title={t(state.state === 'none' ? 'scoring.not-learnt' : 'scoring.too-few-title')}
                hint={t('scoring.too-few', { won: state.won, lost: state.lost, least: state.least })}
              />
            </section>
          )}
          {state.state === 'trained' && <Open />}
          <Segments />
          {state.isPersonal && <MyFigures />}
          {state.state === 'trained' && <Learnt state={state} />}
          {me.rights.admin && <Personal isOn={state.isPersonal} />}
        </div>
      )}
    </div>
  )
}

function TrainNow() {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const training = useMutation({
    mutationFn: trainScoring,
    onSuccess: ({ won, lost }) => {
      toast.done(t('scoring.trained', { won, lost }))
      scoringChanged(queries)
    },
    onError: toast.failed,
  })
  return (
    <Button loading={training.isPending} onClick={() => training.mutate()}>
      {t('scoring.train')}
    </Button>
  )
}

const AT_FIRST = 10

/** The viewer's own open opportunities, the likeliest first. */
function Open() {
  const t = useText()
  const format = useFormat()
  const label = useLabel()
  const stages = useEveryStage()
  const [all, setAll] = useState(false)
  const found = useQuery(scoresQuery(undefined))
  const items = found.data?.items ?? []
  const stageOf = (key: string) => {
    const stage = stages.find((one) => one.key === key)
    return stage ? label(stage.label) : key
  }
  return (
    <section className="card">
      <h2>{t('scoring.mine')}</h2>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && items.length === 0 && <p className="muted">{t('scoring.mine-none')}</p>}
      <ul className="score-list">
        {items.slice(0, all ? items.length : AT_FIRST).map((one) => (
          <li key={one.id}>
            <b className="score-list-chance">{format.percent(one.probability * 100, 0)}</b>
            <div>
              <Link to="/opportunities/$id" params={{ id: one.id }}>
                {one.title || `#${one.number}`}
              </Link>{' '}
              <span className="muted">{stageOf(one.stage)}</span>
              <Pushes pushes={one.pushes.slice(0, 2)} />
            </div>
          </li>
        ))}
      </ul>
      {!all && items.length > AT_FIRST && (
        <Button type="link" onClick={() => setAll(true)}>
          {t('scoring.all', { count: items.length })}
        </Button>
      )}
    </section>
  )
}

/** What was learnt and how well it foretold what it had not seen. */
function Learnt({ state }: { state: ScoringState }) {
  const t = useText()
  const format = useFormat()
  const nameOf = useLevelName()
  const { validation, effects, won, lost, madeAt } = state
  return (
    <section className="card">
      <h2>{t('scoring.learnt')}</h2>
      <p className="muted">{t('scoring.learnt-from', { won, lost, when: madeAt ?? '' })}</p>
      {validation ? <Calibration validation={validation} /> : <p>{t('scoring.untried')}</p>}
      <h3>{t('scoring.effects')}</h3>
      <div className="scroll-x">
        <table className="figures-table">
          <thead>
            <tr>
              <th scope="col">{t('scoring.what')}</th>
              <th scope="col" className="figures">
                {t('scoring.odds')}
              </th>
              <th scope="col" className="figures">
                n
              </th>
            </tr>
          </thead>
          <tbody>
            {effects.slice(0, 12).map((one) => (
              <tr key={`${one.what} ${one.level}`}>
                <th scope="row">{nameOf(one)}</th>
                <td className="figures">× {format.number(Math.exp(one.effect), 2)}</td>
                <td className="figures">{format.number(one.n, 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Personal({ isOn }: { isOn: boolean }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const saving = useMutation({
    mutationFn: switchPersonal,
    onSuccess: () => scoringChanged(queries),
    onError: toast.failed,
  })
  return (
    <section className="card score-personal">
      <Switch
        aria-label={t('scoring.personal')}
        checked={isOn}
        loading={saving.isPending}
        onChange={(next) => saving.mutate(next)}
      />
      <div>
        <b>{t('scoring.personal')}</b>
        <p className="muted">{t('scoring.personal-hint')}</p>
      </div>
    </section>
  )
}
