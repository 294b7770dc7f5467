import { Checkbox } from 'antd'
import type { Span } from '../../../src/features/plan/contract.ts'
import type { PoolAndDeadlines } from '../../../src/features/plan/rules/switching-on.ts'
import { type MessageKey, useText } from '../../kit/text.tsx'
import { SpanFields } from './span-fields.tsx'

/** By when people are in contact, how long something may stay, and what follows a limit. */
export function SwitchOnDeadlines({
  said,
  onChange,
}: {
  said: PoolAndDeadlines
  onChange: (said: PoolAndDeadlines) => void
}) {
  const t = useText()
  const put = (change: Partial<PoolAndDeadlines>) => onChange({ ...said, ...change })
  const isLed = said.pool.departments !== undefined
  return (
    <section className="card">
      <h2>{t('plan.switch-deadlines')}</h2>
      <p className="muted">{t('plan.switch-warn')}</p>
      <div className="field-pair">
        <SpanFields
          label={t('plan.switch-first')}
          value={said.firstContact}
          onChange={(firstContact) => put({ firstContact })}
        />
        <SpanFields
          label={t('plan.switch-follow')}
          value={said.followUp}
          onChange={(followUp) => put({ followUp })}
        />
      </div>
      <Optional
        on="plan.switch-dwell-on"
        label="plan.switch-dwell"
        usual={{ amount: 20, unit: 'working-days' }}
        value={said.dwell}
        onChange={(dwell) => put({ dwell })}
      />
      <Optional
        on="plan.switch-manager-on"
        label="plan.switch-manager"
        usual={{ amount: 3, unit: 'days' }}
        value={said.tellManagerAfter}
        onChange={(tellManagerAfter) => put({ tellManagerAfter })}
      />
      <Optional
        on={isLed ? 'plan.switch-pass-up-on' : 'plan.switch-pass-on'}
        label={isLed ? 'plan.switch-pass-up' : 'plan.switch-pass'}
        usual={{ amount: 7, unit: 'days' }}
        value={said.passOnAfter}
        onChange={(passOnAfter) => put({ passOnAfter })}
      />
    </section>
  )
}

function Optional({
  on,
  label,
  usual,
  value,
  onChange,
}: {
  on: MessageKey
  label: MessageKey
  usual: Span
  value: Span | null
  onChange: (span: Span | null) => void
}) {
  const t = useText()
  return (
    <div className="switch-optional">
      <Checkbox checked={value !== null} onChange={(event) => onChange(event.target.checked ? usual : null)}>
        {t(on)}
      </Checkbox>
      {value && <SpanFields label={t(label)} value={value} onChange={onChange} />}
    </div>
  )
}
