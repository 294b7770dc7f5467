import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, DatePicker, Input, Modal, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { Finding } from '../../src/features/findings/contract.ts'
import { mayDo, useMe } from '../client/session.ts'
import { absencesQuery, changeAbsence } from '../features/absences/queries.ts'
import { FollowUpForm } from '../features/activities/follow-up-form.tsx'
import { findingsChanged, runFindingChecks } from '../features/findings/queries.ts'
import { HandOverCard } from '../features/handover/hand-over-card.tsx'
import { handOversQuery } from '../features/handover/queries.ts'
import { MergeDialog } from '../features/merging/merge-dialog.tsx'
import { PassDialog } from '../features/responsibility/pass-dialog.tsx'
import { ErrorNote } from '../kit/error-note.tsx'
import { Field } from '../kit/field.tsx'
import { useText } from '../kit/text.tsx'
import { useToast } from '../kit/use-toast.tsx'
import { changeRecord, type Reference } from '../records/queries.ts'
import { RecordPicker } from '../records/record-picker.tsx'

type Doing = 'next-step' | 'follow-up' | 'pass' | 'answer' | 'merge' | 'deputy'
type Of = { finding: Finding; onClose: () => void }

/** What mends a finding in one click, by what it is: what the reader may not do is not offered. */
export function FindingMend({ finding }: { finding: Finding }) {
  const t = useText()
  const me = useMe()
  const queries = useQueryClient()
  const [doing, setDoing] = useState<Doing>()
  const close = () => setDoing(undefined)
  const done = () => {
    close()
    findingsChanged(queries)
  }
  const { opportunities } = finding
  const deeds = deedsOf(finding).filter(
    (one) =>
      (one !== 'pass' && one !== 'merge') || mayDo(me, 'opportunity', one === 'pass' ? 'pass' : 'edit'),
  )
  return (
    <>
      {deeds.map((one, i) => (
        <Button
          key={one}
          type={i === 0 ? 'primary' : 'default'}
          ghost={i === 0}
          onClick={() => setDoing(one)}
        >
          {t(`findings.mend-${one}`)}
        </Button>
      ))}
      <Ways finding={finding} />
      {doing === 'next-step' && <NextStep finding={finding} onClose={done} />}
      {doing === 'follow-up' && <FollowUp finding={finding} onClose={done} />}
      {doing === 'answer' && <Answer finding={finding} onClose={done} />}
      {doing === 'deputy' && <Deputy finding={finding} onClose={done} />}
      {doing === 'pass' && (
        <PassDialog ids={opportunities.map(({ id }) => id)} onClose={close} onPassed={done} />
      )}
      {doing === 'merge' && (
        <MergeDialog
          object="opportunity"
          ids={opportunities.map(({ id }) => id)}
          onClose={close}
          onMerged={done}
        />
      )}
    </>
  )
}

function deedsOf({ kind, opportunities }: Finding): Doing[] {
  const isSeen = opportunities.length > 0
  if (kind === 'next-step-past') return isSeen ? ['next-step', 'follow-up'] : []
  if (kind === 'untouched') return isSeen ? ['follow-up', 'next-step'] : []
  if (kind === 'dwelling') return isSeen ? ['follow-up', 'pass'] : []
  if (kind === 'hand-over-unanswered') return isSeen ? ['answer'] : []
  if (kind === 'duplicate-pursuit') return opportunities.length > 1 ? ['merge'] : []
  return kind === 'deputies-end-nowhere' ? ['deputy'] : []
}

/** Where it is mended, for what no dialog does. */
function Ways({ finding }: { finding: Finding }) {
  const t = useText()
  const { admin } = useMe().rights
  const { kind, facts, subjectId } = finding
  if (kind === 'holder-without-rights') {
    const stage = typeof facts['stageId'] === 'string' ? ` && stage == "${facts['stageId']}"` : ''
    const filter = `(isOpen == true && holder == "${subjectId}"${stage})`
    return (
      <>
        <Link to="/opportunities" search={{ filter } as never}>
          <Button>{t('findings.mend-see')}</Button>
        </Link>
        {admin && <Way to={stage ? '/settings/people' : '/settings/roles'} />}
      </>
    )
  }
  if (kind === 'account-of-leaver')
    return (
      <Link to="/accounts" search={{ filter: `(holder == "${subjectId}")` } as never}>
        <Button>{t('findings.mend-see-accounts')}</Button>
      </Link>
    )
  if (kind === 'clock-missing') return admin ? <Again finding={finding} /> : null
  if (!admin) return null
  if (kind === 'stage-without-capacity') return <Way to="/settings/people" />
  if (kind === 'pool-unkept') return <Way to="/settings/plan" />
  if (kind === 'leaver-named')
    return <Way to={facts['as'] === 'manager' ? '/settings/people' : '/settings/plan'} />
  return null
}

const NAMES = {
  '/settings/people': 'findings.mend-people',
  '/settings/plan': 'findings.mend-plan',
  '/settings/roles': 'findings.mend-roles',
} as const

function Way({ to }: { to: keyof typeof NAMES }) {
  const t = useText()
  return (
    <Link to={to}>
      <Button>{t(NAMES[to])}</Button>
    </Link>
  )
}

function Again({ finding }: { finding: Finding }) {
  const t = useText()
  const queries = useQueryClient()
  const running = useMutation({
    mutationFn: () => runFindingChecks([finding.kind]),
    onSettled: () => findingsChanged(queries),
  })
  return (
    <Button loading={running.isPending} onClick={() => running.mutate()}>
      {t('findings.mend-clocks')}
    </Button>
  )
}

function NextStep({ finding, onClose }: Of) {
  const t = useText()
  const toast = useToast()
  const [what, setWhat] = useState('')
  const [on, setOn] = useState<string | null>(() => dayjs().add(1, 'day').format('YYYY-MM-DD'))
  const opportunity = finding.opportunities[0]
  const saving = useMutation({
    mutationFn: async () => {
      if (!opportunity) return
      const change = { nextStepOn: on, ...(what.trim() ? { nextStep: what.trim() } : {}) }
      await changeRecord('opportunities', opportunity.id, opportunity.version, change)
    },
    onSuccess: () => {
      toast.done(t('findings.mended'))
      onClose()
    },
  })
  return (
    <Modal
      open
      title={t('findings.mend-next-step-title')}
      okText={t('findings.mend-save')}
      okButtonProps={{ disabled: !on }}
      confirmLoading={saving.isPending}
      onOk={() => saving.mutate()}
      onCancel={onClose}
    >
      <Field label={t('findings.mend-next-step-on')} required>
        {({ status: _, ...control }) => (
          <DatePicker
            {...control}
            value={on ? dayjs(on) : null}
            minDate={dayjs()}
            onChange={(day) => setOn(day ? day.format('YYYY-MM-DD') : null)}
          />
        )}
      </Field>
      <Field label={t('findings.mend-next-step-what')}>
        {(control) => (
          <Input
            {...control}
            maxLength={500}
            value={what}
            onChange={(event) => setWhat(event.target.value)}
          />
        )}
      </Field>
      <ErrorNote error={saving.error} />
    </Modal>
  )
}

function FollowUp({ finding, onClose }: Of) {
  const t = useText()
  const opportunity = finding.opportunities[0]
  return (
    <Modal open title={t('findings.mend-follow-up')} footer={null} onCancel={onClose}>
      {opportunity && <FollowUpForm opportunityId={opportunity.id} onAdded={onClose} />}
    </Modal>
  )
}

function Answer({ finding, onClose }: Of) {
  const t = useText()
  const found = useQuery(handOversQuery(finding.opportunities[0]?.id ?? ''))
  const open = found.data?.items.find(({ id }) => id === finding.subjectId)
  return (
    <Modal open title={t('findings.mend-answer')} footer={null} onCancel={onClose}>
      <ErrorNote error={found.error} />
      {found.isPending && <Skeleton active />}
      {open && <HandOverCard handOver={open} />}
    </Modal>
  )
}

function Deputy({ finding, onClose }: Of) {
  const t = useText()
  const toast = useToast()
  const [deputy, setDeputy] = useState<Reference | null>(null)
  const person = finding.facts['person'] as { id: string; name: string }
  const absences = useQuery(absencesQuery(person.id))
  const absence = absences.data?.items.find(({ from }) => from === finding.facts['from'])
  const saving = useMutation({
    mutationFn: async () => {
      if (absence && deputy) await changeAbsence(absence, { deputy: deputy.id })
      await runFindingChecks([finding.kind]).catch(() => undefined) // by an administrator it is seen at once
    },
    onSuccess: () => {
      toast.done(t('findings.mended'))
      onClose()
    },
  })
  return (
    <Modal
      open
      title={t('findings.mend-deputy-title', { name: person.name })}
      okText={t('findings.mend-save')}
      okButtonProps={{ disabled: !deputy || !absence }}
      confirmLoading={saving.isPending}
      onOk={() => saving.mutate()}
      onCancel={onClose}
    >
      <Field label={t('findings.mend-deputy-who')} required>
        {(control) => (
          <RecordPicker
            control={control}
            object="person"
            value={deputy}
            onChange={setDeputy}
            without={[person.id]}
          />
        )}
      </Field>
      <ErrorNote error={absences.error ?? saving.error} />
    </Modal>
  )
}
