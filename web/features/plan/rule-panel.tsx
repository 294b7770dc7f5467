import { Button } from 'antd'
import { useState } from 'react'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { BothLanguages, inBothLanguages } from '../../kit/both-languages.tsx'
import { Field } from '../../kit/field.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { ConditionEditor } from '../../records/condition-editor.tsx'
import { CandidateFields } from './candidate-fields.tsx'
import type { RuleDraft } from './plan-draft.ts'
import { RuleChoosing } from './rule-choosing.tsx'
import { useRuleSentence } from './rule-sentence.ts'

/** A routing rule: when it applies, out of whom it chooses, how, and within which limits. */
export function RulePanel({
  object,
  rule,
  onClose,
  onDone,
}: {
  object: ObjectMetadata
  rule: RuleDraft
  onClose: () => void
  onDone: (rule: RuleDraft) => void
}) {
  const t = useText()
  const names = useNamesOfIds()
  const sentence = useRuleSentence(object)
  const title = useLabel()(rule.label)
  const [draft, setDraft] = useState(rule)
  const [tried, setTried] = useState(false)
  const label = inBothLanguages(draft.label)
  const done = () => {
    setTried(true)
    if (label) onDone({ ...draft, label, condition: draft.condition.trim() })
  }
  return (
    <SidePanel
      open
      width={560}
      title={title ? t('plan.edit-rule', { name: title }) : t('plan.rule-new')}
      onClose={onClose}
      footer={
        <Button type="primary" block onClick={done}>
          {t('plan.apply')}
        </Button>
      }
    >
      <p className="rule-sentence">{sentence(draft)}</p>
      <BothLanguages
        label={t('plan.rule-name')}
        maxLength={200}
        value={draft.label}
        onChange={(next) => setDraft({ ...draft, label: next })}
        error={tried && !label ? t('records.required') : undefined}
      />
      <Field label={t('plan.condition')} hint={t('plan.condition-hint')}>
        {(control) => (
          <ConditionEditor
            control={control}
            object={object}
            names={names}
            value={draft.condition}
            onChange={(condition) => setDraft({ ...draft, condition })}
          />
        )}
      </Field>
      <h2 className="panel-part panel-heading">{t('plan.candidates')}</h2>
      <CandidateFields
        object={object}
        candidates={draft.candidates}
        onChange={(candidates) => setDraft({ ...draft, candidates })}
      />
      <RuleChoosing draft={draft} onChange={setDraft} />
    </SidePanel>
  )
}
