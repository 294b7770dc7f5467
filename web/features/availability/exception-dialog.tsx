import { Input, Modal, Radio, Select } from 'antd'
import { useState } from 'react'
import type { ExceptionInput } from '../../../src/features/availability/contract.ts'
import { hoursFrom, hoursInWords } from '../../../src/features/availability/rules.ts'
import { Field } from '../../kit/field.tsx'
import { type MessageKey, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

type Kind = 'usual' | ExceptionInput['kind']

/** How one day is worked: as usual, not at all, at other hours, or like another weekday; and why. */
export function ExceptionDialog({
  day,
  usual,
  exception,
  onChange,
  onClose,
}: {
  day: string
  usual: string
  exception: ExceptionInput | undefined
  onChange: (exception: ExceptionInput | null) => void
  onClose: () => void
}) {
  const t = useText()
  const format = useFormat()
  const [kind, setKind] = useState<Kind>(exception?.kind ?? (usual ? 'off' : 'hours'))
  const [words, setWords] = useState(
    exception?.kind === 'hours' ? hoursInWords(exception.hours) : '9:00–12:00',
  )
  const [weekday, setWeekday] = useState(exception?.kind === 'like' ? exception.weekday : 1)
  const [name, setName] = useState(exception?.name ?? '')
  const read = hoursFrom(words)
  const keep = () => {
    const about = { day, name: name.trim() }
    if (kind === 'usual') onChange(null)
    else if (kind === 'off') onChange({ ...about, kind })
    else if (kind === 'like') onChange({ ...about, kind, weekday })
    else if (read.ok) onChange({ ...about, kind, hours: read.hours.map((one) => ({ ...one })) })
  }
  return (
    <Modal
      open
      title={t('availability.exception-of', { day: format.day(day) })}
      okText={t('kit.confirm')}
      cancelText={t('kit.cancel')}
      onOk={keep}
      onCancel={onClose}
    >
      <Radio.Group
        className="exception-kinds"
        value={kind}
        onChange={(event) => setKind(event.target.value as Kind)}
        options={[
          { value: 'usual', label: t('availability.as-usual', { hours: usual || t('availability.off') }) },
          { value: 'off', label: t('availability.off') },
          { value: 'hours', label: t('availability.own-hours') },
          { value: 'like', label: t('availability.as') },
        ]}
      />
      {kind === 'hours' && (
        <Field
          label={t('availability.own-hours')}
          error={read.ok ? undefined : t(`availability.fault-${read.fault}` as MessageKey)}
        >
          {(control) => (
            <Input
              {...control}
              maxLength={200}
              value={words}
              onChange={(event) => setWords(event.target.value)}
            />
          )}
        </Field>
      )}
      {kind === 'like' && (
        <Field label={t('availability.like-weekday')}>
          {(control) => (
            <Select
              {...control}
              value={weekday}
              options={[1, 2, 3, 4, 5, 6, 7].map((value) => ({
                value,
                label: t(`availability.weekday-${value}` as MessageKey),
              }))}
              onChange={setWeekday}
            />
          )}
        </Field>
      )}
      {kind !== 'usual' && (
        <Field label={t('availability.reason')}>
          {(control) => (
            <Input
              {...control}
              maxLength={100}
              placeholder={t('availability.reason-example')}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      )}
    </Modal>
  )
}
