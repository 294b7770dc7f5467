import { useQuery } from '@tanstack/react-query'
import type { Facts } from '../../src/kernel/refusal.ts'
import { isInstant } from '../../src/kernel/time.ts'
import { type MessageKey, useLabel, useText } from '../kit/text.tsx'
import { useFormat } from '../kit/use-format.ts'
import { metadataQuery } from './metadata.ts'

type Said = { code: string; facts: Facts }

/** A decision's reason as a sentence; `nameOf` puts names for ids. */
export function useReasonText(nameOf: (id: string) => string) {
  const t = useText()
  const fieldName = useFieldName()
  const format = useFormat()
  const said = (text: string) => (isInstant(text) ? format.instant(text) : nameOf(text))
  const say = ({ code, facts }: Said): string => {
    const named: Record<string, unknown> = Object.fromEntries(
      Object.entries(facts).map(([name, value]) => [name, readable(value, said)]),
    )
    const { why, field, assumed, rate, share } = facts
    const by = facts['with']
    if (typeof why === 'string') named['why'] = say({ code: why, facts: without(facts, 'why') })
    if (typeof field === 'string') named['field'] = fieldName(field)
    if (typeof by === 'string') named['with'] = t(`routing.with-${by}` as MessageKey)
    if (typeof assumed === 'string') named['assumed'] = t(`routing.assumed-${assumed}` as MessageKey)
    if (typeof rate === 'number') named['rate'] = `${Math.round(rate * 1000) / 10}%`
    if (typeof share === 'number') named['share'] = `${Math.round(share * 1000) / 10}%`
    const key = code === 'not-available-within' && facts['hours'] === 0 ? 'not-at-work' : code
    return t(`routing.reason-${key}` as MessageKey, named)
  }
  return say
}

/** `product.series` in the words of its objects. */
function useFieldName(): (path: string) => string {
  const label = useLabel()
  const objects = useQuery(metadataQuery).data?.objects ?? []
  return (path) => {
    const [first = '', second] = path.split('.')
    const field = objects
      .find(({ name }) => name === 'opportunity')
      ?.fields.find(({ name }) => name === first)
    const inner = objects.find(({ name }) => name === first)?.fields.find(({ name }) => name === second)
    return [field, inner].flatMap((one) => (one ? [label(one.label)] : [])).join(' · ') || path
  }
}

function without(facts: Facts, name: string): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([each]) => each !== name))
}

function readable(value: unknown, nameOf: (id: string) => string): string {
  if (Array.isArray(value)) return value.map((one) => readable(one, nameOf)).join('、')
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000)
  return typeof value === 'string' ? nameOf(value) : ''
}
