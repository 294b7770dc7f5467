import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import type { Transition } from '../../../src/features/succession/contract.ts'
import { useObject } from '../../client/metadata.ts'
import { isProblem } from '../../client/problem.ts'
import { useMe } from '../../client/session.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { RecordPicker } from '../../records/record-picker.tsx'
import { Moves } from './moves.tsx'
import { NamedConditions } from './new-transition.tsx'
import { PeopleChoice } from './people-choice.tsx'
import { change, transitionChanged } from './queries.ts'
import { Reload } from './reload.tsx'

/** Who leaves or changes, who takes whose place, who may receive. */
export function AboutStep({ transition }: { transition: Transition }) {
  const t = useText()
  const toast = useToast()
  const me = useMe()
  const queries = useQueryClient()
  const object = useObject('opportunity')
  const [draft, setDraft] = useState(() => ({
    name: transition.name,
    note: transition.note ?? '',
    leavers: transition.leavers.map(({ id }) => id),
    receivers: transition.receivers.map(({ id }) => id),
    successors: transition.successors,
    condition: transition.condition,
    moves: transition.moves,
  }))
  const set = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part })
  const saving = useMutation({
    mutationFn: () => change(transition, draft),
    onSuccess: (after) => {
      transitionChanged(queries, after)
      toast.done(t('succession.saved'))
    },
  })
  const isOpen = transition.state === 'draft' || transition.state === 'failed'
  const nameOf = (id: string) => transition.named.find((one) => one.id === id)?.name ?? ''
  return (
    <section className="card" aria-label={t('succession.step-about')}>
      <fieldset className="choices" disabled={!isOpen}>
        <Field label={t('succession.name')}>
          {(control) => (
            <Input
              {...control}
              maxLength={100}
              value={draft.name}
              onChange={({ target }) => set({ name: target.value })}
            />
          )}
        </Field>
        {transition.kind === 'leaver' && (
          <Field label={t('succession.who-leaves')} hint={t('succession.who-leaves-hint')}>
            {(control) => (
              <PeopleChoice
                control={control}
                value={draft.leavers}
                known={transition.named}
                onChange={(leavers) => set({ leavers })}
              />
            )}
          </Field>
        )}
        {transition.leavers.map((leaver) => (
          <Field
            key={leaver.id}
            label={t('succession.place-of', { name: leaver.name })}
            hint={t('succession.place-hint')}
          >
            {(control) => {
              const successor = draft.successors[leaver.id]
              return (
                <RecordPicker
                  control={control}
                  object="person"
                  without={draft.leavers}
                  value={successor ? ({ id: successor, title: nameOf(successor) || null } as never) : null}
                  onChange={(chosen) => {
                    const { [leaver.id]: _before, ...rest } = draft.successors
                    set({ successors: chosen ? { ...rest, [leaver.id]: chosen.id } : rest })
                  }}
                />
              )
            }}
          </Field>
        ))}
        {me.rights.admin && transition.kind === 'reorganisation' && !transition.reverses && (
          <>
            <Moves value={draft.moves} known={transition.named} onChange={(moves) => set({ moves })} />
            {object && (
              <Field label={t('succession.condition')} hint={t('succession.condition-hint')}>
                {(control) => (
                  <NamedConditions
                    object={object}
                    control={control}
                    value={draft.condition}
                    onChange={(condition) => set({ condition })}
                  />
                )}
              </Field>
            )}
          </>
        )}
        <Field label={t('succession.receivers')} hint={t('succession.receivers-hint')}>
          {(control) => (
            <PeopleChoice
              control={control}
              value={draft.receivers}
              known={transition.named}
              onChange={(receivers) => set({ receivers })}
            />
          )}
        </Field>
        <Field label={t('succession.note')}>
          {(control) => (
            <Input.TextArea
              {...control}
              rows={2}
              maxLength={500}
              value={draft.note}
              onChange={({ target }) => set({ note: target.value })}
            />
          )}
        </Field>
      </fieldset>
      <ErrorNote
        error={saving.error}
        action={isProblem(saving.error, 'succession.stale') && <Reload id={transition.id} />}
      />
      {isOpen && (
        <div className="panel-actions">
          <Button type="primary" loading={saving.isPending} onClick={() => saving.mutate()}>
            {t('succession.save')}
          </Button>
        </div>
      )}
    </section>
  )
}
