import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import type { PlanDocument, PlanVersion } from '../../../src/features/plan/contract.ts'
import { useObject } from '../../client/metadata.ts'
import { planQuery } from '../../client/plan.ts'
import { useMe } from '../../client/session.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { draftOfDocument } from './plan-draft.ts'
import { ProblemsAt } from './problems.tsx'
import { problemsQuery, propose, publish, publishLed } from './queries.ts'

type Said = { version: PlanVersion; document: PlanDocument }

/** Switches it on by publishing the plan, a lead for departments they lead; what is more they propose to those who may. */
export function SwitchOnActions({ version, document, isLed, name }: Said & { isLed: boolean; name: string }) {
  const isAdmin = useMe().rights.admin
  return isAdmin || isLed ? (
    <SwitchingOn version={version} document={document} name={name} isAdmin={isAdmin} />
  ) : (
    <Proposing version={version} document={document} name={name} />
  )
}

function SwitchingOn({ version, document, name, isAdmin }: Said & { name: string; isAdmin: boolean }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const object = useObject('opportunity')
  const draft = draftOfDocument(document)
  const problems = useQuery(problemsQuery(draft)).data ?? []
  const wrong = problems.filter(({ level }) => level === 'error')
  const saving = useMutation({
    mutationFn: () =>
      isAdmin
        ? publish({ ...document, basedOn: version.id, running: 'migrate' })
        : publishLed({ document, basedOn: version.id }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: planQuery.queryKey })
      toast.done(t('plan.switch-done'))
    },
  })
  return (
    <>
      {object &&
        [...new Set(wrong.map(({ place }) => place))].map((place) => (
          <ProblemsAt key={place} place={place} problems={wrong} object={object} />
        ))}
      <ErrorNote error={saving.error} />
      {!isAdmin && <p className="muted">{t('plan.switch-led-hint')}</p>}
      <p className="switch-actions">
        <Button
          type="primary"
          size="large"
          disabled={wrong.length > 0}
          loading={saving.isPending}
          onClick={() => saving.mutate()}
        >
          {t('plan.switch-publish')}
        </Button>
      </p>
      {!isAdmin && saving.error && <Proposing version={version} document={document} name={name} />}
    </>
  )
}

function Proposing({ version, document, name }: Said & { name: string }) {
  const t = useText()
  const toast = useToast()
  const [note, setNote] = useState('')
  const saving = useMutation({
    mutationFn: () =>
      propose({
        name: t('plan.switch-proposal-name', { name }).slice(0, 100),
        basedOn: version.id,
        document,
        ...(note.trim() ? { note: note.trim() } : {}),
      }),
    onSuccess: ({ told }) => toast.done(t('plan.switch-proposed', { count: told })),
  })
  return (
    <section className="card">
      <p className="muted">{t('plan.switch-propose-hint')}</p>
      <Field label={t('plan.switch-note')}>
        {({ status: _status, ...control }) => (
          <Input.TextArea
            {...control}
            maxLength={500}
            autoSize={{ minRows: 2 }}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      <ErrorNote error={saving.error} />
      <p className="switch-actions">
        <Button type="primary" size="large" loading={saving.isPending} onClick={() => saving.mutate()}>
          {t('plan.switch-propose')}
        </Button>
      </p>
    </section>
  )
}
