import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, DatePicker, Popconfirm, Skeleton } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import type { Transition } from '../../../src/features/succession/contract.ts'
import { isProblem } from '../../client/problem.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { type MessageKey, useLanguage, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { carryOut, lookAgain, previewQuery, schedule, transitionChanged } from './queries.ts'
import { Reload } from './reload.tsx'

/** What will happen, and the last word: now or at a time. */
export function PreviewStep({ transition }: { transition: Transition }) {
  const t = useText()
  const found = useQuery(previewQuery(transition))
  const preview = found.data
  return (
    <section className="card" aria-label={t('succession.step-preview')}>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {preview && (
        <>
          <Meanwhile {...preview.differences} />
          <Loads people={preview.people} />
          {preview.split.length > 0 && (
            <>
              <h3>{t('succession.split')}</h3>
              <ul className="transition-effects">
                {preview.split.map(({ account, receivers }) => (
                  <li key={account}>
                    {account}: {receivers.map(({ name }) => name).join('、')}
                  </li>
                ))}
              </ul>
            </>
          )}
          <ul className="transition-effects">
            <li>{t('succession.will-introduce', { count: preview.introductions })}</li>
            {preview.handOvers.withdrawn + preview.handOvers.readdressed > 0 && (
              <li>{t('succession.will-hand-over', preview.handOvers)}</li>
            )}
            <li>{t('succession.will-leave-packets', preview.packets)}</li>
            {transition.leavers.map(({ id, name }) => (
              <li key={id}>{t('succession.will-leave', { name })}</li>
            ))}
          </ul>
        </>
      )}
      {transition.state !== 'done' && <LastWord transition={transition} />}
    </section>
  )
}

function Meanwhile({ arrived, gone, changed }: { arrived: number; gone: number; changed: number }) {
  const t = useText()
  if (arrived + gone + changed === 0) return null
  return <Alert type="warning" showIcon title={t('succession.meanwhile', { arrived, gone, changed })} />
}

type Loaded = {
  person: { id: string; name: string }
  before: number
  after: number
  openCap: number | null
  receives: Record<string, number>
}

function Loads({ people }: { people: readonly Loaded[] }) {
  const t = useText()
  const between = useLanguage() === 'zh' ? '，' : ', '
  return (
    <div className="scroll-x">
      <table className="plain-table transition-loads">
        <caption className="only-heard">{t('succession.loads')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('succession.person')}</th>
            <th scope="col">{t('succession.before')}</th>
            <th scope="col">{t('succession.after')}</th>
            <th scope="col">{t('succession.limit')}</th>
            <th scope="col">{t('succession.receives')}</th>
          </tr>
        </thead>
        <tbody>
          {people.map(({ person, before, after, openCap, receives }) => (
            <tr key={person.id}>
              <td>
                <PersonMark name={person.name} size={20} />
              </td>
              <td>{before}</td>
              <td>
                <b className={openCap !== null && after > openCap ? 'transition-rises' : undefined}>
                  {after}
                </b>
              </td>
              <td>{openCap ?? ''}</td>
              <td>
                {Object.entries(receives)
                  .map(([kind, count]) => `${t(`succession.kind-${kind}` as MessageKey)} ${count}`)
                  .join(between)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function LastWord({ transition }: { transition: Transition }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [when, setWhen] = useState<Dayjs | null>(null)
  const committing = useMutation({
    mutationFn: () => carryOut(transition),
    onSuccess: (after) => {
      transitionChanged(queries, after)
      toast.done(t('succession.done', { name: after.name }))
    },
  })
  const timing = useMutation({
    mutationFn: () => schedule(transition, (when ?? dayjs()).toISOString()),
    onSuccess: (after) => {
      transitionChanged(queries, after)
      toast.done(t('succession.scheduled'))
    },
  })
  const looking = useMutation({
    mutationFn: () => lookAgain(transition, false),
    onSuccess: ({ transition: after }) => {
      transitionChanged(queries, after)
      committing.reset()
    },
  })
  const error = committing.error ?? timing.error ?? looking.error
  const stopped = transition.questions.some(({ stops }) => stops)
  return (
    <>
      <ErrorNote
        error={error}
        action={
          isProblem(error, 'succession.moved-on') ? (
            <Button size="small" loading={looking.isPending} onClick={() => looking.mutate()}>
              {t('succession.look-again')}
            </Button>
          ) : (
            isProblem(error, 'succession.stale') && <Reload id={transition.id} />
          )
        }
      />
      <div className="transition-commit">
        <Popconfirm
          title={t('succession.commit-title', { count: transition.opportunities })}
          okText={t('succession.commit')}
          cancelText={t('kit.cancel')}
          onConfirm={() => committing.mutate()}
        >
          <Button type="primary" disabled={stopped} loading={committing.isPending}>
            {t('succession.commit')}
          </Button>
        </Popconfirm>
        {transition.state !== 'scheduled' && (
          <>
            <span className="muted">{t('succession.or-at')}</span>
            <DatePicker
              showTime={{ format: 'HH:mm' }}
              format="YYYY-MM-DD HH:mm"
              aria-label={t('succession.when')}
              placeholder={t('succession.when')}
              value={when}
              minDate={dayjs()}
              onChange={setWhen}
            />
            <Button disabled={stopped || !when} loading={timing.isPending} onClick={() => timing.mutate()}>
              {t('succession.schedule')}
            </Button>
          </>
        )}
      </div>
    </>
  )
}
