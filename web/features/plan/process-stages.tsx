import { Button, Select } from 'antd'
import { useState } from 'react'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { PartList } from './part-list.tsx'
import type { PlanDraft } from './plan-draft.ts'
import type { ProcessDraft } from './process-edits.ts'

const MOST = 40

/** The stages a process passes, in their order; stages of the plan it does not pass yet can be taken in. */
export function ProcessStages({
  process,
  plan,
  onChange,
}: {
  process: ProcessDraft
  plan: PlanDraft
  onChange: (process: ProcessDraft) => void
}) {
  const t = useText()
  const label = useLabel()
  const names = new Map(plan.stages.map((one) => [one.key, label(one.label)]))
  const others = plan.stages.filter(({ key }) => !process.stages.includes(key))
  const [chosen, setChosen] = useState<string>()
  const next = others.find(({ key }) => key === chosen)?.key ?? others[0]?.key
  const put = (stages: string[]) => onChange({ ...process, stages })
  const takeIn = (key: string) => {
    // A stage stands in the process where it stands in the plan: behind the nearest earlier one that is passed.
    const order = plan.stages.map((one) => one.key)
    const before = order.slice(0, order.indexOf(key)).findLast((one) => process.stages.includes(one))
    put(process.stages.toSpliced(before === undefined ? 0 : process.stages.indexOf(before) + 1, 0, key))
    setChosen(undefined)
  }
  return (
    <section className="process-stages" aria-label={t('plan.process-stages')}>
      {others.length > 0 && (
        <Field label={t('plan.process-take-in')}>
          {(control) => (
            <Select
              {...control}
              showSearch={{ optionFilterProp: 'label' }}
              value={next ?? null}
              options={others.map(({ key }) => ({ value: key, label: names.get(key) }))}
              onChange={setChosen}
            />
          )}
        </Field>
      )}
      <h3 className="part-heading">{t('plan.process-stages')}</h3>
      <PartList
        items={process.stages}
        most={others.length > 0 ? MOST : 0}
        addText={t('plan.process-take-in-done')}
        nameOf={(key) => names.get(key) ?? key}
        keyOf={(key) => key}
        onAdd={() => next && takeIn(next)}
        onChange={put}
      >
        {() => null}
      </PartList>
      {others.length > 1 && (
        <Button
          type="link"
          size="small"
          onClick={() => put(plan.stages.map(({ key }) => key).slice(0, MOST))}
        >
          {t('plan.process-all-stages')}
        </Button>
      )}
    </section>
  )
}
