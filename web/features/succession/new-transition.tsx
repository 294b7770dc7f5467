import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Input, Radio } from 'antd'
import { useState } from 'react'
import { useObject } from '../../client/metadata.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { mayDo, useMe } from '../../client/session.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useText } from '../../kit/text.tsx'
import { ConditionEditor } from '../../records/condition-editor.tsx'
import { type MoveDraft, Moves } from './moves.tsx'
import { PeopleChoice } from './people-choice.tsx'
import { plan, transitionChanged } from './queries.ts'

/** Begins a transition: who leaves, or who changes and what moves. Everything else is proposed. */
export function NewTransition({
  first,
  onClose,
}: {
  first: { id: string; name: string } | undefined
  onClose: () => void
}) {
  const t = useText()
  const me = useMe()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const object = useObject('opportunity')
  const [kind, setKind] = useState<'leaver' | 'reorganisation'>('leaver')
  const [leavers, setLeavers] = useState(first ? [first.id] : [])
  const [moves, setMoves] = useState<MoveDraft[]>([])
  const [condition, setCondition] = useState('')
  const [receivers, setReceivers] = useState<string[]>([])
  const [name, setName] = useState(first?.name ? t('succession.leaves', { name: first.name }) : '')
  const planning = useMutation({
    mutationFn: () =>
      plan({
        name: name.trim() || t(`succession.kind-${kind}`),
        kind,
        ...(kind === 'leaver' ? { leavers } : { moves, condition, receivers }),
      }),
    onSuccess: (made) => {
      transitionChanged(queries, made)
      void navigate({ to: '/settings/transitions/$id', params: { id: made.id } as never })
    },
  })
  const isAdmin = me.rights.admin
  const ready = kind === 'leaver' ? leavers.length > 0 : moves.length > 0 || condition.trim() !== ''
  if (!mayDo(me, 'opportunity', 'pass')) return null
  return (
    <SidePanel
      open
      width={560}
      title={t('succession.new')}
      onClose={onClose}
      footer={
        <Button
          type="primary"
          block
          disabled={!ready}
          loading={planning.isPending}
          onClick={() => planning.mutate()}
        >
          {t('succession.collect')}
        </Button>
      }
    >
      <ErrorNote error={planning.error} />
      <Field label={t('succession.kind')}>
        {(control) => (
          <Radio.Group
            {...control}
            value={kind}
            onChange={(event) => setKind(event.target.value)}
            options={[
              { value: 'leaver', label: t('succession.kind-leaver') },
              { value: 'reorganisation', label: t('succession.kind-reorganisation') },
            ]}
          />
        )}
      </Field>
      <Field label={t('succession.name')}>
        {(control) => (
          <Input
            {...control}
            maxLength={100}
            placeholder={t(`succession.kind-${kind}`)}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {kind === 'leaver' && (
        <Field label={t('succession.who-leaves')} hint={t('succession.who-leaves-hint')} required>
          {(control) => (
            <PeopleChoice
              control={control}
              value={leavers}
              known={first ? [first] : []}
              onChange={setLeavers}
            />
          )}
        </Field>
      )}
      {kind === 'reorganisation' && (
        <>
          {isAdmin && <Moves value={moves} known={[]} onChange={setMoves} />}
          {object && (
            <Field label={t('succession.condition')} hint={t('succession.condition-hint')}>
              {(control) =>
                isAdmin ? (
                  <NamedConditions
                    object={object}
                    value={condition}
                    onChange={setCondition}
                    control={control}
                  />
                ) : (
                  <ConditionEditor
                    object={object}
                    value={condition}
                    onChange={setCondition}
                    control={control}
                  />
                )
              }
            </Field>
          )}
          <Field label={t('succession.receivers')} hint={t('succession.receivers-hint')}>
            {(control) => (
              <PeopleChoice control={control} value={receivers} known={[]} onChange={setReceivers} />
            )}
          </Field>
        </>
      )}
    </SidePanel>
  )
}

/** An administrator sees names for the ids in a condition. */
export function NamedConditions(props: Omit<Parameters<typeof ConditionEditor>[0], 'names'>) {
  return <ConditionEditor {...props} names={useNamesOfIds()} />
}
