import type { DecisionView } from '../../../src/features/routing/contract.ts'
import { type MessageKey, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

const PERCENT = new Set(['share', 'rate'])
/** In round robin a share is a part of the whole, in a fit the parts add up to the score: those of nothing say nothing. */
const PARTS = new Set(['customer', 'skill', 'territory', 'conversion'])

/** What a candidate's score is made of, in words. */
export function Terms({ terms }: { terms: DecisionView['candidates'][number]['terms'] }) {
  const t = useText()
  const format = useFormat()
  const said = Object.entries(terms)
    .filter(([name, value]) => !(PARTS.has(name) && value === 0))
    .map(([name, value]) => {
      const shown = PERCENT.has(name) ? `${format.number(value * 100, 1)}%` : format.number(value, 2)
      return t(`routing.term-${name}` as MessageKey, { value: shown })
    })
  return said.length > 0 ? <span className="terms">{said.join(' · ')}</span> : null
}

/** What the rates of a decision were shrunken towards, and how far weights may follow them. */
export function ConversionSays({ conversion }: { conversion: DecisionView['conversion'] }) {
  const t = useText()
  const format = useFormat()
  if (!conversion) return null
  const { mean, prior, least, most, atLeast } = conversion
  const said = { mean: `${format.number(mean * 100, 1)}%`, prior, least, most, atLeast }
  return <p className="muted">{t('routing.conversion-says', said)}</p>
}
