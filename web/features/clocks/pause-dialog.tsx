import { useQueryClient } from '@tanstack/react-query'
import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { RunningClock } from '../../../src/features/clocks/contract.ts'
import { ConfirmWithReason } from '../../kit/confirm-with-reason.tsx'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { sendPause, settleClocks } from './queries.ts'

/** Asks until when a limit is to stand still, and why. */
export function PauseDialog({
  clock,
  opportunityId,
  onClose,
}: {
  clock: RunningClock
  opportunityId: string
  onClose: () => void
}) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [until, setUntil] = useState(dayjs().add(1, 'day').format('YYYY-MM-DD'))
  return (
    <ConfirmWithReason
      open
      title={t('clocks.pause-title', { kind: t(`clocks.kind-${clock.kind}`) })}
      confirmText={t('clocks.pause')}
      onCancel={onClose}
      onConfirm={async (reason) => {
        await sendPause(clock.id, { until, reason })
        toast.done(t('clocks.pause-done'))
        settleClocks(queries, opportunityId)
        onClose()
      }}
    >
      <p className="muted">{t('clocks.pause-hint', { days: clock.pauseDaysLeft })}</p>
      <Field label={t('clocks.pause-until')} required>
        {({ status: _status, ...control }) => (
          <DatePicker
            {...control}
            allowClear={false}
            minDate={dayjs()}
            value={dayjs(until)}
            onChange={(day) => day && setUntil(day.format('YYYY-MM-DD'))}
          />
        )}
      </Field>
    </ConfirmWithReason>
  )
}
