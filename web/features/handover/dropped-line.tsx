import { Input } from 'antd'
import type { CARRIED_LINES } from '../../../src/features/handover/contract.ts'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'

/** Asks why a line that the packet before carried is left out. */
export function DroppedLine({
  line,
  before,
  reason,
  isMissing,
  onChange,
}: {
  line: (typeof CARRIED_LINES)[number]
  before: string
  reason: string
  isMissing: boolean
  onChange: (reason: string) => void
}) {
  const t = useText()
  return (
    <div className="dropped-line">
      <Field
        label={t('handover.dropped-why', { line: t(`handover.${line}`) })}
        hint={t('handover.dropped-hint', { before })}
        required
        error={isMissing ? t('records.required') : undefined}
      >
        {(control) => (
          <Input
            {...control}
            maxLength={500}
            value={reason}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
    </div>
  )
}
