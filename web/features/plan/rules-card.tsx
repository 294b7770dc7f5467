import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  DeleteOutlined,
  EditOutlined,
  PlusOutlined,
} from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { USUAL_RULE } from '../../../src/features/plan/contract.ts'
import { type MessageKey, useLabel, useText } from '../../kit/text.tsx'
import type { Editing } from './editing.ts'
import { RULES, type RuleDraft, withRule, withRuleMoved } from './plan-draft.ts'
import { ProblemsAt, placeId } from './problems.tsx'
import { RulePanel } from './rule-panel.tsx'
import { useRuleSentence } from './rule-sentence.ts'

/** The routing rules from the first that is asked to the last, each as a sentence. */
export function RulesCard(editing: Editing) {
  const t = useText()
  const { draft, object, onChange } = editing
  const [opened, setOpened] = useState<RuleDraft>()
  const add = () =>
    setOpened({
      id: crypto.randomUUID(),
      label: { zh: '', en: '' },
      condition: '',
      candidates: { functions: ['sales'] },
      strategy: 'weighted-round-robin',
      ...USUAL_RULE,
      openCap: 100,
      dayCap: null,
    })
  return (
    <section id={placeId(RULES)} className="card" aria-label={t('plan.rules')}>
      <div className="card-head">
        <div>
          <h2>{t('plan.rules')}</h2>
          <p className="muted">{t('plan.rules-hint')}</p>
        </div>
        <Button icon={<PlusOutlined aria-hidden />} onClick={add}>
          {t('plan.add-rule')}
        </Button>
      </div>
      <ProblemsAt place={RULES} problems={editing.problems} object={object} onFix={editing.onFix} />
      {draft.rules.length === 0 && <p className="muted">{t('plan.no-rules')}</p>}
      <ol className="plan-rules">
        {draft.rules.map((rule, i) => (
          <RuleRow key={rule.id} {...editing} rule={rule} at={i} onEdit={() => setOpened(rule)} />
        ))}
      </ol>
      {opened && (
        <RulePanel
          key={opened.id}
          object={object}
          rule={opened}
          onClose={() => setOpened(undefined)}
          onDone={(rule) => {
            onChange(withRule(draft, rule))
            setOpened(undefined)
          }}
        />
      )}
    </section>
  )
}

function RuleRow({
  rule,
  at,
  draft,
  object,
  changed,
  problems,
  onChange,
  onFix,
  onEdit,
}: Editing & { rule: RuleDraft; at: number; onEdit: () => void }) {
  const t = useText()
  const name = useLabel()(rule.label)
  const sentence = useRuleSentence(object)
  const isChanged = changed.has(rule.id)
  const remove = () => onChange({ ...draft, rules: draft.rules.filter((one) => one.id !== rule.id) })
  const move = (by: -1 | 1) => onChange(withRuleMoved(draft, rule.id, by))
  const step = (key: MessageKey, icon: ReactNode, onClick: () => void, disabled = false) => (
    <Button
      type="text"
      icon={icon}
      aria-label={t(key, { name })}
      title={t(key, { name })}
      disabled={disabled}
      onClick={onClick}
    />
  )
  return (
    <li id={placeId(rule.id)} className="plan-rule" data-changed={isChanged || undefined}>
      <b aria-hidden>{at + 1}</b>
      <div>
        <p>
          <b>{name}</b> {isChanged && <Tag>{t('plan.changed')}</Tag>}
        </p>
        <p>{sentence(rule)}</p>
        <ProblemsAt place={rule.id} problems={problems} object={object} onFix={onFix} />
      </div>
      <div className="rule-steps">
        {step('plan.rule-up', <ArrowUpOutlined />, () => move(-1), at === 0)}
        {step('plan.rule-down', <ArrowDownOutlined />, () => move(1), at === draft.rules.length - 1)}
        {step('plan.edit-rule', <EditOutlined />, onEdit)}
        {step('plan.delete-rule', <DeleteOutlined />, remove)}
      </div>
    </li>
  )
}
