import { Checkbox } from 'antd'
import { CARRIED_LINES, type HandOver, type PacketLine } from '../../../src/features/handover/contract.ts'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

/** The lines of a packet in the order they are read. */
const LINES = [...CARRIED_LINES, 'nextStep', 'nextStepOn'] as const satisfies readonly PacketLine[]

/**
 * What the giver told the receiver, and what it lost against the packet before. With `onConfirm` each line has a box to confirm it;
 * without, a confirmed line says so.
 */
export function PacketView({
  handOver: { packet, differences, confirmed: kept, state },
  confirmed = kept,
  onConfirm,
}: {
  handOver: HandOver
  confirmed?: readonly PacketLine[]
  onConfirm?: ((confirmed: PacketLine[]) => void) | undefined
}) {
  const t = useText()
  const format = useFormat()
  const differs = new Map(differences.map((one) => [one.line, one]))
  return (
    <dl className="facts packet">
      {LINES.filter((line) => packet[line] || differs.has(line)).map((line) => {
        const difference = differs.get(line)
        const value = line === 'nextStepOn' ? format.day(packet.nextStepOn) : packet[line]
        return (
          <div key={line} data-difference={difference?.kind}>
            <dt>{t(`handover.${line}`)}</dt>
            <dd className="several-lines">
              {onConfirm && packet[line] && (
                <Checkbox
                  aria-label={t('handover.confirm-line', { line: t(`handover.${line}`) })}
                  checked={confirmed.includes(line)}
                  onChange={({ target }) =>
                    onConfirm(
                      target.checked ? [...confirmed, line] : confirmed.filter((other) => other !== line),
                    )
                  }
                />
              )}{' '}
              {value}
              {state === 'accepted' && confirmed.includes(line) && (
                <span className="packet-confirmed" title={t('handover.confirmed')}>
                  {' '}
                  ✓<span className="only-heard">{t('handover.confirmed')}</span>
                </span>
              )}
              {difference && (
                <p className="packet-difference">
                  {t(`handover.difference-${difference.kind}`, { before: difference.before ?? '' })}
                  {difference.reason && (
                    <>
                      {' · '}
                      {t('handover.difference-why', { reason: difference.reason })}
                    </>
                  )}
                </p>
              )}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
