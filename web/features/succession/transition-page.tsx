import './succession.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Alert, Button, Popconfirm, Segmented, Skeleton } from 'antd'
import { useState } from 'react'
import type { Transition } from '../../../src/features/succession/contract.ts'
import { isProblem } from '../../client/problem.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useLanguage, useRefusalText, useText } from '../../kit/text.tsx'
import { untilWhen } from '../../kit/until-when.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { AboutStep } from './about-step.tsx'
import { PreviewStep } from './preview-step.tsx'
import {
  discard,
  giveBack,
  lookAgain,
  type RowFilter,
  transitionChanged,
  transitionQuery,
  unschedule,
} from './queries.ts'
import { Reload } from './reload.tsx'
import { RowsStep } from './rows-step.tsx'
import { StateTag } from './state-tag.tsx'

const STEPS = ['about', 'work', 'preview'] as const
type Step = (typeof STEPS)[number]

/** One transition from who leaves to its carrying out. */
export function TransitionPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const found = useQuery(transitionQuery(id))
  return (
    <>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && <Editor transition={found.data} />}
    </>
  )
}

function Editor({ transition }: { transition: Transition }) {
  const t = useText()
  const [step, setStep] = useState<Step>('work')
  const [filter, setFilter] = useState<RowFilter>({ kind: 'opportunity' })
  const show = (kind: RowFilter['kind']) => {
    setFilter({ kind })
    setStep('work')
  }
  return (
    <>
      <PageHeader
        before={<Link to="/settings/transitions">{t('succession.transitions')}</Link>}
        title={transition.name}
        beside={<StateTag head={transition} />}
        hint={transition.note}
        actions={<Actions transition={transition} />}
      />
      <Failure transition={transition} />
      <Questions transition={transition} onShow={() => show(undefined)} />
      <Segmented<Step>
        className="transition-steps"
        aria-label={t('succession.steps')}
        value={step}
        onChange={setStep}
        options={STEPS.map((value, i) => ({ value, label: `${i + 1} ${t(`succession.step-${value}`)}` }))}
      />
      {step === 'about' && <AboutStep key={transition.version} transition={transition} />}
      {step === 'work' && <RowsStep transition={transition} filter={filter} onFilter={setFilter} />}
      {step === 'preview' && <PreviewStep transition={transition} />}
    </>
  )
}

/** What can be done with the whole of it. */
function Actions({ transition }: { transition: Transition }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const looking = useMutation({
    mutationFn: (anew: boolean) => lookAgain(transition, anew),
    onSuccess: ({ transition: after, differences }) => {
      transitionChanged(queries, after)
      toast.done(t('succession.looked', differences))
    },
  })
  const stopping = useMutation({
    mutationFn: () => unschedule(transition),
    onSuccess: (after) => transitionChanged(queries, after),
  })
  const throwing = useMutation({
    mutationFn: () => discard(transition),
    onSuccess: () => {
      transitionChanged(queries)
      void navigate({ to: '/settings/transitions' })
    },
  })
  const returning = useMutation({
    mutationFn: () => giveBack(transition.id),
    onSuccess: (made) => {
      transitionChanged(queries, made)
      void navigate({ to: '/settings/transitions/$id', params: { id: made.id } as never })
    },
  })
  const error = looking.error ?? stopping.error ?? throwing.error ?? returning.error
  if (transition.state === 'done')
    return (
      <>
        <ErrorNote error={error} />
        <Button loading={returning.isPending} onClick={() => returning.mutate()}>
          {t('succession.return')}
        </Button>
      </>
    )
  if (transition.state === 'scheduled')
    return (
      <>
        <ErrorNote error={error} />
        <Button loading={stopping.isPending} onClick={() => stopping.mutate()}>
          {t('succession.unschedule')}
        </Button>
      </>
    )
  return (
    <>
      <ErrorNote
        error={error}
        action={isProblem(error, 'succession.stale') && <Reload id={transition.id} />}
      />
      <Popconfirm
        title={t('succession.discard-title')}
        okText={t('succession.discard')}
        cancelText={t('kit.cancel')}
        onConfirm={() => throwing.mutate()}
      >
        <Button>{t('succession.discard')}</Button>
      </Popconfirm>
      <Button loading={looking.isPending && looking.variables} onClick={() => looking.mutate(true)}>
        {t('succession.propose-anew')}
      </Button>
      <Button loading={looking.isPending && !looking.variables} onClick={() => looking.mutate(false)}>
        {t('succession.look-again')}
      </Button>
    </>
  )
}

function Failure({ transition: { failure } }: { transition: Transition }) {
  const t = useText()
  const refusal = useRefusalText()
  if (!failure) return null
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={t('succession.failed')}
      description={refusal(failure.code, failure.facts)}
    />
  )
}

function Questions({ transition, onShow }: { transition: Transition; onShow: () => void }) {
  const t = useText()
  const language = useLanguage()
  if (transition.questions.length === 0) return null
  return (
    <div className="transition-questions">
      {transition.questions.map(({ code, person, facts, stops }) => (
        <Alert
          key={`${code} ${person?.id}`}
          type={stops || code === 'receiver-away' ? 'warning' : 'info'}
          showIcon
          title={t(`succession.question-${code}`, {
            person: person?.name ?? '',
            successor: String(facts['successor'] ?? t('succession.nobody-yet')),
            rules: Array.isArray(facts['rules']) ? facts['rules'].join('、') : '',
            count: Number(facts['rows'] ?? 0),
            until: facts['until'] ? untilWhen(String(facts['until']), new Date(), language) : '',
            acting: String(facts['acting'] ?? ''),
          })}
          action={
            code === 'unresolved' && (
              <Button size="small" onClick={onShow}>
                {t('succession.show')}
              </Button>
            )
          }
        />
      ))}
    </div>
  )
}
