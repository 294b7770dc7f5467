import { Input, InputNumber, Radio, Select } from 'antd'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'
import { ConditionEditor } from '../../records/condition-editor.tsx'
import { PartList } from './part-list.tsx'
import type { StageDraft } from './plan-draft.ts'

type Editing = { stage: StageDraft; onChange: (stage: StageDraft) => void }
const MOST_PLAYS = 20
const FORECASTS = ['pipeline', 'best-case', 'commit', 'closed', 'omitted'] as const

/** What happens where the holder lacks the accountable function. */
export function StageHandOver({ stage, onChange }: Editing) {
  const t = useText()
  return (
    <Field label={t('plan.hand-over')} hint={t(`plan.hand-over-${stage.handOver}-hint`)}>
      {({ status: _status, ...control }) => (
        <Radio.Group
          {...control}
          value={stage.handOver}
          onChange={(event) => onChange({ ...stage, handOver: event.target.value })}
          options={(['offered', 'automatic'] as const).map((value) => ({
            value,
            label: t(`plan.value-handOver-${value}`),
          }))}
        />
      )}
    </Field>
  )
}

/** How likely it is won from here, and in which column of the forecast it counts. */
export function StageForecast({ stage, onChange }: Editing) {
  const t = useText()
  return (
    <div className="field-pair">
      <Field label={t('plan.probability')}>
        {(control) => (
          <InputNumber
            {...control}
            min={0}
            max={100}
            precision={0}
            suffix="%"
            value={Math.round(stage.probability * 100)}
            onChange={(percent) => onChange({ ...stage, probability: (percent ?? 0) / 100 })}
          />
        )}
      </Field>
      <Field label={t('plan.forecast')}>
        {(control) => (
          <Select
            {...control}
            value={stage.forecast}
            options={FORECASTS.map((value) => ({ value, label: t(`plan.value-forecast-${value}`) }))}
            onChange={(forecast: StageDraft['forecast']) => onChange({ ...stage, forecast })}
          />
        )}
      </Field>
    </div>
  )
}

/** How much work one of this stage is: what people are loaded with may be counted by it. */
export function StageWorkload({ stage, onChange }: Editing) {
  const t = useText()
  return (
    <Field label={t('plan.workload')} hint={t('plan.workload-hint')}>
      {(control) => (
        <InputNumber
          {...control}
          min={0}
          max={100}
          precision={2}
          value={stage.workload}
          onChange={(workload) => onChange({ ...stage, workload: workload ?? 1 })}
        />
      )}
    </Field>
  )
}

/** Advice for whoever holds an opportunity here, by kind of customer. */
export function StagePlaybook({ stage, object, onChange }: Editing & { object: ObjectMetadata }) {
  const t = useText()
  const names = useNamesOfIds()
  return (
    <PartList
      items={stage.playbook}
      most={MOST_PLAYS}
      addText={t('plan.add-play')}
      nameOf={(_play, at) => t('plan.play', { number: at + 1 })}
      keyOf={(_play, at) => `play ${at}`}
      onAdd={() =>
        onChange({ ...stage, playbook: [...stage.playbook, { when: '', text: { zh: '', en: '' } }] })
      }
      onChange={(playbook) => onChange({ ...stage, playbook })}
    >
      {(play, change) => (
        <>
          <Field label={t('plan.play-when')} hint={t('plan.condition-hint')}>
            {(control) => (
              <ConditionEditor
                control={control}
                object={object}
                names={names}
                value={play.when}
                onChange={(when) => change({ ...play, when })}
              />
            )}
          </Field>
          {(['zh', 'en'] as const).map((language) => (
            <Field key={language} label={t(`plan.play-${language}`)}>
              {(control) => (
                <Input.TextArea
                  {...control}
                  lang={language}
                  autoSize={{ minRows: 2, maxRows: 10 }}
                  maxLength={4000}
                  value={play.text[language]}
                  onChange={(event) =>
                    change({ ...play, text: { ...play.text, [language]: event.target.value } })
                  }
                />
              )}
            </Field>
          ))}
        </>
      )}
    </PartList>
  )
}
