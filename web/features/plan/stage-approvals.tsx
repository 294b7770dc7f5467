import { useQuery } from '@tanstack/react-query'
import { Radio, Select } from 'antd'
import type { Approval, Approver } from '../../../src/features/plan/contract.ts'
import { functionsQuery } from '../../client/functions.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { everyoneQuery } from '../../client/organisation.ts'
import { BothLanguages } from '../../kit/both-languages.tsx'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { ConditionEditor } from '../../records/condition-editor.tsx'
import { PartList } from './part-list.tsx'
import type { StageDraft } from './plan-draft.ts'
import { keyFor } from './stage-edits.ts'

const MOST = 5
const KINDS = ['manager', 'keeper', 'function', 'person'] as const

/** What somebody else must agree to before the stage is entered or left. */
export function StageApprovals({
  stage,
  object,
  onChange,
}: {
  stage: StageDraft
  object: ObjectMetadata
  onChange: (stage: StageDraft) => void
}) {
  const t = useText()
  const label = useLabel()
  const put = (approvals: Approval[]) => onChange({ ...stage, approvals })
  const add = () => {
    const taken = stage.approvals.map(({ key }) => key)
    const name = { zh: '审批', en: 'Approval' }
    put([
      ...stage.approvals,
      { key: keyFor(name, 'approval', taken), label: name, side: 'exit', when: '', by: { kind: 'manager' } },
    ])
  }
  return (
    <PartList
      items={stage.approvals}
      most={MOST}
      addText={t('plan.add-approval')}
      isOrdered={false}
      nameOf={(one) => label(one.label)}
      keyOf={(one) => one.key}
      onAdd={add}
      onChange={put}
    >
      {(approval, change) => <ApprovalFields approval={approval} object={object} onChange={change} />}
    </PartList>
  )
}

function ApprovalFields({
  approval,
  object,
  onChange,
}: {
  approval: Approval
  object: ObjectMetadata
  onChange: (approval: Approval) => void
}) {
  const t = useText()
  const names = useNamesOfIds()
  return (
    <>
      <BothLanguages
        label={t('plan.approval-name')}
        value={approval.label}
        error={approval.label.zh.trim() ? undefined : t('records.required')}
        onChange={(label) => onChange({ ...approval, label })}
      />
      <Field label={t('plan.approval-side')}>
        {({ status: _status, ...control }) => (
          <Radio.Group
            {...control}
            value={approval.side}
            onChange={(event) => onChange({ ...approval, side: event.target.value })}
            options={(['entry', 'exit'] as const).map((side) => ({
              value: side,
              label: t(`plan.approval-${side}`),
            }))}
          />
        )}
      </Field>
      <ApproverFields by={approval.by} onChange={(by) => onChange({ ...approval, by })} />
      <Field label={t('plan.approval-when')} hint={t('plan.approval-when-hint')}>
        {(control) => (
          <ConditionEditor
            control={control}
            object={object}
            names={names}
            value={approval.when}
            onChange={(when) => onChange({ ...approval, when })}
          />
        )}
      </Field>
    </>
  )
}

function ApproverFields({ by, onChange }: { by: Approver; onChange: (by: Approver) => void }) {
  const t = useText()
  const label = useLabel()
  const functions = useQuery(functionsQuery).data?.items ?? []
  const people = (useQuery(everyoneQuery).data?.items ?? []).filter(({ active }) => active)
  const choose = (kind: Approver['kind']) => {
    if (kind === 'function') onChange({ kind, function: functions[0]?.key ?? 'sales' })
    else if (kind === 'person') onChange({ kind, person: people[0]?.id ?? '' })
    else onChange({ kind })
  }
  return (
    <div className="field-pair">
      <Field label={t('plan.approval-by')}>
        {(control) => (
          <Select
            {...control}
            value={by.kind}
            options={KINDS.map((kind) => ({ value: kind, label: t(`plan.approver-${kind}`) }))}
            onChange={choose}
          />
        )}
      </Field>
      {by.kind === 'function' && (
        <Field label={t('plan.approver-function')}>
          {(control) => (
            <Select
              {...control}
              value={by.function}
              options={functions.map((fn) => ({ value: fn.key, label: label(fn.label) }))}
              onChange={(key: string) => onChange({ kind: 'function', function: key })}
            />
          )}
        </Field>
      )}
      {by.kind === 'person' && (
        <Field label={t('plan.approver-person')}>
          {(control) => (
            <Select
              {...control}
              showSearch={{ optionFilterProp: 'label' }}
              value={by.person}
              options={people.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(person: string) => onChange({ kind: 'person', person })}
            />
          )}
        </Field>
      )}
    </div>
  )
}
