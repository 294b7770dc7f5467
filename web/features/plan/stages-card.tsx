import { EditOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import { accountablesOf } from '../../../src/features/plan/rules/document.ts'
import { useFunctionName } from '../../client/functions.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { useLabel, useLanguage, useText } from '../../kit/text.tsx'
import { useConditionWords } from '../../records/condition-words.ts'
import type { Editing } from './editing.ts'
import { processPlace, type StageDraft } from './plan-draft.ts'
import { ProblemsAt } from './problems.tsx'
import { StagePanel } from './stage-panel.tsx'

/** The stages in their order, as a path. */
export function StagesCard(editing: Editing) {
  const t = useText()
  const { draft, version, onChange } = editing
  const [opened, setOpened] = useState<string>()
  const stage = draft.stages.find((one) => one.key === opened)
  const kind = version.stages.find((one) => one.key === opened)?.kind
  const put = (next: StageDraft) =>
    onChange({ ...draft, stages: draft.stages.map((one) => (one.key === next.key ? next : one)) })
  return (
    <section className="card" aria-label={t('plan.stages')}>
      <div className="card-head">
        <h2>{t('plan.stages')}</h2>
      </div>
      {draft.processes.map(({ key }) => (
        <ProblemsAt key={key} place={processPlace(key)} problems={editing.problems} object={editing.object} />
      ))}
      <ol className="plan-path">
        {draft.stages.map((one) => (
          <StageCell key={one.key} {...editing} stage={one} onOpen={() => setOpened(one.key)} />
        ))}
      </ol>
      {stage && (
        <StagePanel
          key={stage.key}
          object={editing.object}
          stage={stage}
          isOpen={kind === 'open'}
          onClose={() => setOpened(undefined)}
          onDone={(next) => {
            put(next)
            setOpened(undefined)
          }}
        />
      )}
    </section>
  )
}

function StageCell({
  stage,
  version,
  changed,
  problems,
  object,
  onOpen,
}: Editing & { stage: StageDraft; onOpen: () => void }) {
  const t = useText()
  const label = useLabel()
  const between = useLanguage() === 'zh' ? '、' : ', '
  const functionName = useFunctionName()
  const words = useConditionWords(object, useNamesOfIds())
  const known = version.stages.find((one) => one.key === stage.key)
  const fieldName = (name: string) => {
    const field = object.fields.find((one) => one.name === name)
    return field ? label(field.label) : name
  }
  const name = label(stage.label)
  const isChanged = changed.has(stage.key)
  return (
    <li className="plan-stage" data-kind={known?.kind} data-changed={isChanged || undefined}>
      <header>
        <b>{name}</b>
        <Button
          type="text"
          size="small"
          icon={<EditOutlined />}
          aria-label={t('plan.edit-stage', { name })}
          title={t('plan.edit')}
          onClick={onOpen}
        />
      </header>
      <small>
        {known && t(known.kind === 'open' ? `plan.phase-${known.phase}` : `plan.kind-${known.kind}`)}{' '}
        {isChanged && <Tag>{t('plan.changed')}</Tag>}
      </small>
      <p>
        {t('plan.accountable-is', { function: accountablesOf(stage.duties).map(functionName).join(between) })}
      </p>
      <p>{t('plan.probability-is', { percent: Math.round(stage.probability * 100) })}</p>
      {stage.requiredFields.length > 0 && (
        <p>{t('plan.required-are', { fields: stage.requiredFields.map(fieldName).join(between) })}</p>
      )}
      {stage.gate && <p>{t('plan.gate-is', { words: words(stage.gate) })}</p>}
      <ProblemsAt place={stage.key} problems={problems} object={object} />
    </li>
  )
}
