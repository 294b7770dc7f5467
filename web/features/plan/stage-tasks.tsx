import { useQuery } from '@tanstack/react-query'
import { Checkbox, InputNumber, Select } from 'antd'
import type { StageTask } from '../../../src/features/plan/contract.ts'
import { functionsQuery } from '../../client/functions.ts'
import { BothLanguages } from '../../kit/both-languages.tsx'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { PartList } from './part-list.tsx'
import type { StageDraft } from './plan-draft.ts'
import { keyFor } from './stage-edits.ts'

const MOST = 20

/** The checklist of a stage: what is to be done, by which function, within how many days. */
export function StageTasks({
  stage,
  onChange,
}: {
  stage: StageDraft
  onChange: (stage: StageDraft) => void
}) {
  const t = useText()
  const label = useLabel()
  const functions = useQuery(functionsQuery).data?.items ?? []
  const put = (tasks: StageTask[]) => onChange({ ...stage, tasks })
  const add = () => {
    const name = { zh: '待办', en: 'Task' }
    const key = keyFor(
      name,
      'task',
      stage.tasks.map((one) => one.key),
    )
    const by = Object.keys(stage.duties).find((one) => stage.duties[one] === 'A')
    put([
      ...stage.tasks,
      { key, label: name, function: by ?? functions[0]?.key ?? 'sales', dueDays: 3, required: true },
    ])
  }
  return (
    <PartList
      items={stage.tasks}
      most={MOST}
      addText={t('plan.add-task')}
      nameOf={(task) => label(task.label)}
      keyOf={(task) => task.key}
      onAdd={add}
      onChange={put}
    >
      {(task, change) => (
        <>
          <BothLanguages
            label={t('plan.task-name')}
            value={task.label}
            error={task.label.zh.trim() ? undefined : t('records.required')}
            onChange={(next) => change({ ...task, label: next })}
          />
          <div className="field-pair">
            <Field label={t('plan.task-function')}>
              {(control) => (
                <Select
                  {...control}
                  value={task.function}
                  options={functions.map((fn) => ({ value: fn.key, label: label(fn.label) }))}
                  onChange={(key: string) => change({ ...task, function: key })}
                />
              )}
            </Field>
            <Field label={t('plan.task-due')}>
              {(control) => (
                <InputNumber
                  {...control}
                  min={0}
                  max={365}
                  precision={0}
                  suffix={t('plan.days')}
                  value={task.dueDays}
                  onChange={(dueDays) => change({ ...task, dueDays: dueDays ?? 0 })}
                />
              )}
            </Field>
          </div>
          <Checkbox
            checked={task.required}
            onChange={(event) => change({ ...task, required: event.target.checked })}
          >
            {t('plan.task-required')}
          </Checkbox>
        </>
      )}
    </PartList>
  )
}
