import { InputNumber, Select } from 'antd'
import { LOAD_BY, STICKY, STRATEGIES, TURNS } from '../../../src/features/plan/contract.ts'
import { Field } from '../../kit/field.tsx'
import { type MessageKey, useText } from '../../kit/text.tsx'
import type { RuleDraft } from './plan-draft.ts'

type Editing = { draft: RuleDraft; onChange: (draft: RuleDraft) => void }

/** How a rule chooses out of those who fit, and within which limits; only what its strategy asks is shown. */
export function RuleChoosing({ draft, onChange }: Editing) {
  const t = useText()
  const { strategy } = draft
  const takesTurns = ['weighted-round-robin', 'value-fair', 'conversion-weighted'].includes(strategy)
  const followsWon = strategy === 'conversion-weighted' || strategy === 'best-of-batch'
  return (
    <>
      <Field label={t('plan.strategy')} hint={t(`plan.hint-${strategy}`)}>
        {(control) => (
          <Select
            {...control}
            value={strategy}
            options={STRATEGIES.map((value) => ({ value, label: t(`plan.${value}`) }))}
            onChange={(chosen: RuleDraft['strategy']) => onChange({ ...draft, strategy: chosen })}
          />
        )}
      </Field>
      {(strategy === 'least-loaded' || strategy === 'best-of-batch') && (
        <Choice
          label="plan.load-by"
          value={draft.loadBy}
          options={LOAD_BY.map((value) => ({ value, label: t(`plan.load-by-${value}`) }))}
          onChange={(loadBy) => onChange({ ...draft, loadBy })}
        />
      )}
      {strategy === 'value-fair' && (
        <Field label={t('plan.assumed-amount')} hint={t('plan.assumed-amount-hint')}>
          {(control) => (
            <InputNumber
              {...control}
              min={0}
              max={1e12}
              value={draft.assumedAmount}
              onChange={(assumedAmount) => onChange({ ...draft, assumedAmount })}
            />
          )}
        </Field>
      )}
      {followsWon && <Conversion draft={draft} onChange={onChange} />}
      {strategy !== 'manual' && <Sticky draft={draft} onChange={onChange} />}
      {takesTurns && <Turns draft={draft} onChange={onChange} />}
      {strategy !== 'manual' && <Limits draft={draft} onChange={onChange} />}
    </>
  )
}

function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: MessageKey
  value: Value
  options: { value: Value; label: string }[]
  onChange: (value: Value) => void
}) {
  return (
    <Field label={useText()(label)}>
      {(control) => <Select {...control} value={value} options={options} onChange={onChange} />}
    </Field>
  )
}

/** Whoever already has the customer comes first. */
function Sticky({ draft, onChange }: Editing) {
  const t = useText()
  return (
    <div className="field-pair">
      <Choice
        label="plan.sticky"
        value={draft.sticky ?? 'none'}
        options={(['none', ...STICKY] as const).map((value) => ({ value, label: t(`plan.sticky-${value}`) }))}
        onChange={(chosen) => onChange({ ...draft, sticky: chosen === 'none' ? null : chosen })}
      />
      {draft.sticky && (
        <Field label={t('plan.sticky-days')} hint={t('plan.sticky-days-hint')}>
          {(control) => (
            <InputNumber
              {...control}
              min={0}
              max={3650}
              precision={0}
              value={draft.stickyDays}
              onChange={(days) => onChange({ ...draft, stickyDays: days ?? 0 })}
            />
          )}
        </Field>
      )}
    </div>
  )
}

/** What becomes of the turns of somebody who is away or has too much. */
function Turns({ draft, onChange }: Editing) {
  const t = useText()
  return (
    <div className="field-pair">
      <Choice
        label="plan.turns"
        value={draft.turns}
        options={TURNS.map((value) => ({ value, label: t(`plan.turns-${value}`) }))}
        onChange={(turns) => onChange({ ...draft, turns })}
      />
      {draft.turns === 'accrue' && (
        <Field label={t('plan.accrue-cap')}>
          {(control) => (
            <InputNumber
              {...control}
              min={0}
              max={100}
              value={draft.accrueCap}
              onChange={(cap) => onChange({ ...draft, accrueCap: cap ?? 0 })}
            />
          )}
        </Field>
      )}
    </div>
  )
}

/** How far weights may follow what each won. */
function Conversion({ draft, onChange }: Editing) {
  const t = useText()
  const { conversion } = draft
  const numbers = [
    ['days', 'plan.conversion-days', 7, 1095, 0],
    ['atLeast', 'plan.conversion-at-least', 1, 1000, 0],
    ['least', 'plan.conversion-least', 0.1, 1, 2],
    ['most', 'plan.conversion-most', 1, 10, 2],
  ] as const
  return (
    <div className="field-pair">
      {numbers.map(([name, key, min, max, precision]) => (
        <Field key={name} label={t(key)}>
          {(control) => (
            <InputNumber
              {...control}
              min={min}
              max={max}
              precision={precision}
              step={precision === 0 ? 1 : 0.1}
              value={conversion[name]}
              onChange={(value) =>
                value !== null && onChange({ ...draft, conversion: { ...conversion, [name]: value } })
              }
            />
          )}
        </Field>
      ))}
    </div>
  )
}

function Limits({ draft, onChange }: Editing) {
  const t = useText()
  const caps = [
    ['openCap', 'plan.open-cap'],
    ['dayCap', 'plan.day-cap'],
    ['weekCap', 'plan.week-cap'],
    ['unitCap', 'plan.unit-cap'],
  ] as const
  return (
    <div className="field-pair">
      {caps.map(([name, key]) => (
        <Field key={name} label={t(key)} hint={t('plan.cap-hint')}>
          {(control) => (
            <InputNumber
              {...control}
              min={0}
              precision={name === 'unitCap' ? 2 : 0}
              value={draft[name]}
              onChange={(cap) => onChange({ ...draft, [name]: cap })}
            />
          )}
        </Field>
      ))}
    </div>
  )
}
