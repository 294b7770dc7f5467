import { useQuery } from '@tanstack/react-query'
import { Button, Collapse, Input, Radio, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { PHASES, STAGE_KINDS } from '../../../src/features/plan/contract.ts'
import { functionsQuery } from '../../client/functions.ts'
import { BothLanguages, inBothLanguages } from '../../kit/both-languages.tsx'
import { Field } from '../../kit/field.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { Letter } from './duty-letter.tsx'
import type { Editing } from './editing.ts'
import { type PlanDraft, type StageDraft, withDuty } from './plan-draft.ts'
import { ProblemsAt } from './problems.tsx'
import type { ProcessDraft } from './process-edits.ts'
import { StageForecast, StageHandOver, StagePlaybook, StageWorkload } from './stage-advice.tsx'
import { StageApprovals } from './stage-approvals.tsx'
import { StageClocks } from './stage-clocks.tsx'
import { StageGates } from './stage-gates.tsx'
import { StageMoves } from './stage-moves.tsx'
import { StageTasks } from './stage-tasks.tsx'

/** A stage with everything that holds there; kept as one step when it is done. */
export function StagePanel({
  stage,
  editing,
  onClose,
  onDone,
  onRemove,
}: {
  stage: StageDraft
  editing: Pick<Editing, 'object' | 'draft' | 'problems' | 'onFix'>
  onClose: () => void
  onDone: (stage: StageDraft, processes: PlanDraft['processes']) => void
  onRemove: () => void
}) {
  const t = useText()
  const { object, problems } = editing
  const [draft, setDraft] = useState(stage)
  const [processes, setProcesses] = useState<ProcessDraft[]>([...editing.draft.processes])
  const label = inBothLanguages(draft.label)
  const isComplete = label !== undefined && [...draft.tasks, ...draft.approvals].every(isNamed)
  const title = useLabel()(stage.label)
  const whole: PlanDraft = {
    ...editing.draft,
    processes,
    stages: editing.draft.stages.map((one) => (one.key === stage.key ? draft : one)),
  }
  const sections = sectionsOf({ stage: draft, object, onChange: setDraft, t })
  return (
    <SidePanel
      open
      width={560}
      title={t('plan.edit-stage', { name: title })}
      onClose={onClose}
      footer={
        <div className="panel-actions">
          <Button danger onClick={onRemove}>
            {t('plan.remove-stage')}
          </Button>
          <Button
            type="primary"
            disabled={!isComplete}
            onClick={() => label && onDone(tidied({ ...draft, label }), processes)}
          >
            {t('plan.apply')}
          </Button>
        </div>
      }
    >
      <ProblemsAt place={stage.key} problems={problems} object={object} onFix={editing.onFix} />
      <StageBasics stage={draft} onChange={setDraft} />
      <DutyRow stage={draft} onChange={setDraft} />
      <Collapse
        className="plan-sections"
        defaultActiveKey={problems.flatMap(({ place, setting = '' }) =>
          place === stage.key ? (SECTION_OF[setting] ?? []) : [],
        )}
        items={[
          ...sections,
          {
            key: 'moves',
            label: t('plan.section-moves'),
            children: <StageMoves stage={draft} draft={whole} onChange={setProcesses} />,
          },
        ]}
      />
    </SidePanel>
  )
}

/** The section a setting stands in: open where something is found in it. */
const SECTION_OF: Readonly<Record<string, string>> = {
  entryFields: 'entry',
  entryGate: 'entry',
  requiredFields: 'exit',
  gate: 'exit',
  approvals: 'approvals',
  tasks: 'tasks',
  clocks: 'clocks',
  playbook: 'playbook',
}

type Part = {
  stage: StageDraft
  object: Editing['object']
  onChange: (stage: StageDraft) => void
  t: ReturnType<typeof useText>
}

/** The parts of a stage that opens its work: an end has only what is asked to get there, and its place in the forecast. */
function sectionsOf({ stage, object, onChange, t }: Part) {
  const given = { stage, onChange }
  const count = (title: string, number: number) => (number > 0 ? `${title} · ${number}` : title)
  const section = (key: string, label: string, children: ReactNode) => ({ key, label, children })
  const whileOpen =
    stage.kind === 'open'
      ? [
          section(
            'exit',
            count(t('plan.section-exit'), stage.requiredFields.length + (stage.gate ? 1 : 0)),
            <StageGates side="exit" object={object} {...given} />,
          ),
        ]
      : []
  const working =
    stage.kind === 'open'
      ? [
          section('tasks', count(t('plan.section-tasks'), stage.tasks.length), <StageTasks {...given} />),
          section('clocks', count(t('plan.section-clocks'), stage.clocks.length), <StageClocks {...given} />),
          section('hand-over', t('plan.section-hand-over'), <StageHandOver {...given} />),
          section(
            'playbook',
            count(t('plan.section-playbook'), stage.playbook.length),
            <StagePlaybook object={object} {...given} />,
          ),
        ]
      : []
  return [
    section(
      'entry',
      count(t('plan.section-entry'), stage.entryFields.length + (stage.entryGate ? 1 : 0)),
      <StageGates side="entry" object={object} {...given} />,
    ),
    ...whileOpen,
    section(
      'approvals',
      count(t('plan.section-approvals'), stage.approvals.length),
      <StageApprovals object={object} {...given} />,
    ),
    ...working,
    section(
      'forecast',
      t('plan.section-forecast'),
      <>
        <StageForecast {...given} />
        {stage.kind === 'open' && <StageWorkload {...given} />}
      </>,
    ),
  ]
}

/** The stage with names in both languages, and conditions that are none left out. */
function tidied(stage: StageDraft): StageDraft {
  return {
    ...stage,
    gate: stage.gate?.trim() || null,
    entryGate: stage.entryGate?.trim() || null,
    tasks: stage.tasks.map((one) => ({ ...one, label: inBothLanguages(one.label) ?? one.label })),
    approvals: stage.approvals.map((one) => ({
      ...one,
      label: inBothLanguages(one.label) ?? one.label,
      when: one.when.trim(),
    })),
    playbook: stage.playbook.map((one) => ({ ...one, when: one.when.trim() })),
  }
}

function isNamed({ label }: { label: StageDraft['label'] }): boolean {
  return inBothLanguages(label) !== undefined
}

/** Its name, its phase, and whether work goes on here or it is an end. */
export function StageBasics({
  stage,
  isFresh = false,
  onChange,
}: {
  stage: StageDraft
  /** Nothing has been tried yet: what is missing is not an error. */
  isFresh?: boolean
  onChange: (stage: StageDraft) => void
}) {
  const t = useText()
  return (
    <>
      <BothLanguages
        label={t('plan.stage-name')}
        value={stage.label}
        onChange={(label) => onChange({ ...stage, label })}
        error={isFresh || inBothLanguages(stage.label) ? undefined : t('records.required')}
      />
      <div className="field-pair">
        <Field label={t('plan.phase')}>
          {({ status: _status, ...control }) => (
            <Radio.Group
              {...control}
              optionType="button"
              value={stage.phase}
              options={PHASES.map((phase) => ({ value: phase, label: t(`plan.phase-${phase}`) }))}
              onChange={(event) => onChange({ ...stage, phase: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('plan.kind')}>
          {(control) => (
            <Select
              {...control}
              value={stage.kind}
              options={STAGE_KINDS.map((kind) => ({ value: kind, label: t(`plan.kind-${kind}`) }))}
              onChange={(kind: StageDraft['kind']) => onChange({ ...stage, kind })}
            />
          )}
        </Field>
      </div>
    </>
  )
}

/** Its row of the duties matrix. */
export function DutyRow({ stage, onChange }: { stage: StageDraft; onChange: (stage: StageDraft) => void }) {
  const t = useText()
  const label = useLabel()
  const functions = useQuery(functionsQuery).data?.items ?? []
  return (
    <fieldset className="plan-duties" aria-label={t('plan.duties')}>
      <p className="field-label">{t('plan.duties')}</p>
      <div>
        {functions.map((fn) => (
          <span key={fn.key} data-letter={stage.duties[fn.key]}>
            {label(fn.label)}
            <Letter
              name={t('plan.duty-of', { function: label(fn.label) })}
              letter={stage.duties[fn.key]}
              onChange={(letter) => onChange({ ...stage, duties: withDuty(stage.duties, fn.key, letter) })}
            />
          </span>
        ))}
      </div>
    </fieldset>
  )
}

/** The key of something new: what files and programs call it. */
export function KeyField({
  value,
  usual,
  isTaken,
  onChange,
}: {
  value: string
  /** What it is where nothing is written. */
  usual: string
  isTaken: boolean
  onChange: (key: string) => void
}) {
  const t = useText()
  const isWrong = value !== '' && !/^[a-z][a-z0-9-]{0,39}$/.test(value)
  const error = isWrong ? t('plan.key-wrong') : isTaken ? t('plan.key-taken') : undefined
  return (
    <Field label={t('plan.key')} hint={t('plan.key-hint')} error={error}>
      {(control) => (
        <Input
          {...control}
          value={value}
          maxLength={40}
          placeholder={usual}
          onChange={(event) => onChange(event.target.value.trim())}
        />
      )}
    </Field>
  )
}
