import { Button, Radio, Select } from 'antd'
import { useState } from 'react'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { BothLanguages, inBothLanguages } from '../../kit/both-languages.tsx'
import { Field } from '../../kit/field.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { ConditionEditor } from '../../records/condition-editor.tsx'
import type { Editing } from './editing.ts'
import { type PlanDraft, processPlace } from './plan-draft.ts'
import { ProblemsAt } from './problems.tsx'
import type { ProcessDraft } from './process-edits.ts'
import { ProcessStages } from './process-stages.tsx'
import { keyFor } from './stage-edits.ts'
import { KeyField } from './stage-panel.tsx'

/** A process: for which kind of opportunity, through which stages in which order, with which moves. */
export function ProcessPanel({
  process,
  isNew,
  editing,
  onClose,
  onDone,
  onRemove,
}: {
  process: ProcessDraft
  isNew: boolean
  editing: Pick<Editing, 'object' | 'draft' | 'problems' | 'onFix'>
  onClose: () => void
  onDone: (process: ProcessDraft) => void
  /** Undefined where it is the only one. */
  onRemove: (() => void) | undefined
}) {
  const t = useText()
  const { draft: plan, object } = editing
  const [draft, setDraft] = useState(process)
  const title = useLabel()(process.label)
  const label = inBothLanguages(draft.label)
  const taken = plan.processes.map(({ key }) => key)
  const usual = keyFor(label ?? { zh: '', en: '' }, 'process', taken)
  const isFine = !isNew || (/^([a-z][a-z0-9-]{0,39})?$/.test(draft.key) && !taken.includes(draft.key))
  const isComplete = label !== undefined && isFine && draft.stages.length >= 2
  const done = () => label && onDone({ ...draft, label, key: draft.key || usual, when: draft.when.trim() })
  return (
    <SidePanel
      open
      width={560}
      title={isNew ? t('plan.process-new') : t('plan.edit-process', { name: title })}
      onClose={onClose}
      footer={
        <div className="panel-actions">
          {!isNew && (
            <Button danger disabled={!onRemove} onClick={onRemove}>
              {t('plan.remove-process')}
            </Button>
          )}
          <Button type="primary" disabled={!isComplete} onClick={done}>
            {t('plan.apply')}
          </Button>
        </div>
      }
    >
      {!isNew && (
        <ProblemsAt
          place={processPlace(process.key)}
          problems={editing.problems}
          object={object}
          onFix={editing.onFix}
        />
      )}
      <KindOfOpportunity process={draft} object={object} onChange={setDraft} />
      <BothLanguages
        label={t('plan.process-name')}
        value={draft.label}
        error={label || isNew ? undefined : t('records.required')}
        onChange={(next) => setDraft({ ...draft, label: next })}
      />
      <ProcessStages process={draft} plan={plan} onChange={setDraft} />
      <MovesChoice process={draft} onChange={setDraft} />
      {isNew && (
        <KeyField
          value={draft.key}
          usual={usual}
          isTaken={taken.includes(draft.key)}
          onChange={(key) => setDraft({ ...draft, key })}
        />
      )}
    </SidePanel>
  )
}

const REST = 'rest'
const OTHER = 'other'

/** For which opportunities: one of their types, a condition, or all that are left. */
function KindOfOpportunity({
  process,
  object,
  onChange,
}: {
  process: ProcessDraft
  object: ObjectMetadata
  onChange: (process: ProcessDraft) => void
}) {
  const t = useText()
  const label = useLabel()
  const names = useNamesOfIds()
  const choices = object.fields.find(({ name }) => name === 'type')?.options.choices ?? []
  const kindOf = (when: string) =>
    when === '' ? REST : (choices.find(({ value }) => when === typeIs(value))?.value ?? OTHER)
  const [kind, setKind] = useState(() => kindOf(process.when))
  const choose = (next: string) => {
    setKind(next)
    const choice = choices.find(({ value }) => value === next)
    const isUnnamed = process.label.zh.trim() === '' && process.label.en.trim() === ''
    if (next === REST) onChange({ ...process, when: '' })
    else if (choice)
      onChange({
        ...process,
        when: typeIs(next),
        ...(isUnnamed ? { label: { ...choice.label } } : {}),
      })
  }
  return (
    <>
      <Field label={t('plan.process-for')} hint={t('plan.process-for-hint')}>
        {(control) => (
          <Select
            {...control}
            value={kind}
            options={[
              ...choices.map((one) => ({ value: one.value, label: label(one.label) })),
              { value: OTHER, label: t('plan.process-condition') },
              { value: REST, label: t('plan.process-rest') },
            ]}
            onChange={choose}
          />
        )}
      </Field>
      {kind === OTHER && (
        <Field label={t('plan.condition')}>
          {(control) => (
            <ConditionEditor
              control={control}
              object={object}
              names={names}
              value={process.when}
              onChange={(when) => onChange({ ...process, when })}
            />
          )}
        </Field>
      )}
    </>
  )
}

const typeIs = (value: string) => `type == '${value}'`

function MovesChoice({
  process,
  onChange,
}: {
  process: ProcessDraft
  onChange: (process: ProcessDraft) => void
}) {
  const t = useText()
  const named = process.moves !== null
  return (
    <Field label={t('plan.moves')} hint={t(named ? 'plan.moves-named-hint' : 'plan.moves-usual')}>
      {({ status: _status, ...control }) => (
        <Radio.Group
          {...control}
          value={named ? 'named' : 'usual'}
          options={[
            { value: 'usual', label: t('plan.moves-are-usual') },
            { value: 'named', label: t('plan.moves-are-named'), disabled: !named },
          ]}
          onChange={(event) => event.target.value === 'usual' && onChange({ ...process, moves: null })}
        />
      )}
    </Field>
  )
}

/** A process nobody has said anything about yet: the way of the last one. */
export function newProcess(plan: PlanDraft): ProcessDraft {
  const last = plan.processes.at(-1)
  return { key: '', label: { zh: '', en: '' }, when: '', stages: [...(last?.stages ?? [])], moves: null }
}
