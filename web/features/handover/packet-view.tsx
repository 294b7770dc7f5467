import type { Packet } from '../../../src/features/handover/contract.ts'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

const PARTS = ['needs', 'budget', 'decisionMakers', 'promises', 'openQuestions', 'nextStep'] as const

/** What the giver told the receiver. */
export function PacketView({ packet }: { packet: Packet }) {
  const t = useText()
  const format = useFormat()
  return (
    <dl className="facts packet">
      {PARTS.filter((part) => packet[part]).map((part) => (
        <div key={part}>
          <dt>{t(`handover.${part}`)}</dt>
          <dd className="several-lines">{packet[part]}</dd>
        </div>
      ))}
      <div>
        <dt>{t('handover.nextStepOn')}</dt>
        <dd>{format.day(packet.nextStepOn)}</dd>
      </div>
    </dl>
  )
}
