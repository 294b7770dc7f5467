import { useId } from 'react'
import { planTemplate } from '../../../src/features/plan/rules/templates.ts'
import { type MessageKey, useLabel, useText } from '../../kit/text.tsx'
import type { CompanyType } from './queries.ts'

const TYPES: readonly CompanyType[] = ['start-up', 'growing']

const FUNCTIONS: Readonly<Record<string, MessageKey>> = {
  marketing: 'identity.function-marketing',
  sales: 'identity.function-sales',
  'technical-support': 'identity.function-technical-support',
  'customer-success': 'identity.function-customer-success',
  finance: 'identity.function-finance',
}

/** Which kind of company this is, each with a picture of the stages it brings. */
export function CompanyTypeChoice({
  value,
  onChange,
}: {
  value: CompanyType
  onChange: (type: CompanyType) => void
}) {
  const t = useText()
  const name = useId()
  return (
    <fieldset className="company-types">
      <legend>{t('identity.company-type')}</legend>
      {TYPES.map((type) => (
        <label key={type} className="company-type">
          <span className="company-type-head">
            <input
              type="radio"
              name={name}
              value={type}
              checked={value === type}
              onChange={() => onChange(type)}
            />
            <strong>{t(`identity.${type}`)}</strong>
          </span>
          <span className="muted">{t(`identity.${type}-hint`)}</span>
          <StagePicture type={type} />
        </label>
      ))}
    </fieldset>
  )
}

/** The open stages a company type brings and who is responsible at each, then how they end. */
function StagePicture({ type }: { type: CompanyType }) {
  const t = useText()
  const label = useLabel()
  const stages = planTemplate(type).stages
  const open = stages.filter((stage) => stage.kind === 'open')
  const ends = stages.filter((stage) => stage.kind === 'won' || stage.kind === 'lost')
  const functionOf = (key: string) => {
    const message = FUNCTIONS[key]
    return message ? t(message) : key
  }
  return (
    <ol className="stage-picture" aria-label={t('identity.stages-of', { type: t(`identity.${type}`) })}>
      {open.map((stage) => (
        <li key={stage.key}>
          <b>{label(stage.label)}</b>
          <small>{functionOf(stage.accountable)}</small>
        </li>
      ))}
      <li className="stage-end">
        <b>{ends.map((stage) => label(stage.label)).join(' / ')}</b>
      </li>
    </ol>
  )
}
