import type { DecisionView } from '../../../src/features/routing/contract.ts'
import { type MessageKey, useText } from '../../kit/text.tsx'

const PERCENT = new Set(['share', 'rate'])
/** The parts of a fit add up to the score: those that are nothing say nothing. */
const PARTS = new Set(['customer', 'skill', 'territory', 'conversion'])
const FROM_WON = new Set(['won', 'closed', 'rate', 'factor', 'plain'])

/** What a candidate's score is made of, in words. */
export function Terms({
  terms,
  conversion,
}: {
  terms: DecisionView['candidates'][number]['terms']
  conversion: DecisionView['conversion']
}) {
  const t = useText()
  const isPlain = terms['factor'] === 1
  const said = Object.entries(terms)
    .filter(([name, value]) => !(PARTS.has(name) && value === 0))
    .filter(([name]) => !(FROM_WON.has(name) && !conversion?.mean))
    .filter(([name]) => !(isPlain && (name === 'plain' || name === 'factor')))
    .map(([name, value]) => {
      const shown = PERCENT.has(name) ? `${rounded(value * 100, 1)}%` : rounded(value, 2)
      return t(`routing.term-${name}` as MessageKey, { value: shown })
    })
  return said.length > 0 ? <span className="terms">{said.join(' · ')}</span> : null
}

/** What the rates of a decision were shrunken towards, and how far weights may follow them. */
export function ConversionSays({ conversion }: { conversion: DecisionView['conversion'] }) {
  const t = useText()
  if (!conversion?.mean) return null
  const { mean, prior, least, most, atLeast } = conversion
  const said = { mean: `${rounded(mean * 100, 1)}%`, prior, least, most, atLeast }
  return <p className="muted">{t('routing.conversion-says', said)}</p>
}

function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits
}
