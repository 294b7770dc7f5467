import { useQueryClient } from '@tanstack/react-query'
import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { TodayLine } from '../../../src/features/today/contract.ts'
import { ConfirmWithReason } from '../../kit/confirm-with-reason.tsx'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { changeRecord } from '../../records/queries.ts'
import { sendPutOff } from './queries.ts'

/** Puts the next step off to another day, with the reason; taken back with one click. */
export function PutOffDialog({
  line,
  onClose,
  onDone,
}: {
  line: TodayLine
  onClose: () => void
  onDone: () => void
}) {
  const t = useText()
  const format = useFormat()
  const toast = useToast()
  const queries = useQueryClient()
  const [on, setOn] = useState(dayjs().add(1, 'day').format('YYYY-MM-DD'))
  const refresh = () => {
    for (const key of [
      ['about', 'today'],
      ['about', 'opportunity'],
      ['records', 'opportunity'],
      ['record', 'opportunity', line.id],
    ])
      void queries.invalidateQueries({ queryKey: key })
  }
  const putOff = async (reason: string) => {
    const { version } = await sendPutOff(line, { on, reason })
    toast.done(t('today.put-off-done', { day: format.day(on) }), async () => {
      await changeRecord('opportunities', line.id, version, { nextStepOn: line.nextStepOn })
      refresh()
    })
    onDone()
    refresh()
  }
  return (
    <ConfirmWithReason
      open
      title={t('today.put-off-title', { step: line.nextStep ?? line.title })}
      confirmText={t('today.put-off')}
      onCancel={onClose}
      onConfirm={putOff}
    >
      <Field label={t('today.put-off-to')} required>
        {(control) => (
          <DatePicker
            {...control}
            allowClear={false}
            minDate={dayjs()}
            style={{ width: '100%' }}
            value={dayjs(on)}
            onChange={(day) => day && setOn(day.format('YYYY-MM-DD'))}
          />
        )}
      </Field>
    </ConfirmWithReason>
  )
}
