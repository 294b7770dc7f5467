import { useId } from 'react'
import { accountablesOf, stagesOf } from '../../../src/features/plan/rules/document.ts'
import { planTemplate } from '../../../src/features/plan/rules/templates.ts'
import { type MessageKey, useLabel, useText } from '../../kit/text.tsx'
import type { CompanyType } from './queries.ts'

const TYPES: readonly CompanyType[] = ['start-up', 'growing', 'large', 'multinational']

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

/** The stages a company type brings, in order, and the function responsible at each. */
function StagePicture({ type }: { type: CompanyType }) {
  const t = useText()
  const label = useLabel()
  const { processes, stages: all } = planTemplate(type)
  const usual = processes.at(-1)
  const stages = usual ? stagesOf(usual, all) : all
  const steps = stages.filter((stage) => stage.kind === 'open' || stage.kind === 'won')
  const lost = stages.find((stage) => stage.kind === 'lost')
  const functionOf = (key: string) => {
    const message = FUNCTIONS[key]
    return message ? t(message) : key
  }
  return (
    <ol className="stage-picture" aria-label={t('identity.stages-of', { type: t(`identity.${type}`) })}>
      {steps.map((stage) =>
        stage.kind === 'won' ? (
          <li key={stage.key} className="stage-end">
            <b>{[stage, ...(lost ? [lost] : [])].map((end) => label(end.label)).join(' / ')}</b>
          </li>
        ) : (
          <li key={stage.key}>
            <b>{label(stage.label)}</b>
            <small>{accountablesOf(stage.duties).map(functionOf)}</small>
          </li>
        ),
      )}
    </ol>
  )
}
