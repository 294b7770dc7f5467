import { Checkbox, InputNumber, Modal, Select, Slider } from 'antd'
import { useState } from 'react'
import { MEASURES, type Measure, type Proposal } from '../../../src/features/proposals/contract.ts'
import { isLessBetter } from '../../../src/features/proposals/rules/outcome.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'
import { publish } from './queries.ts'

/** For how many of the new ones it is to hold, and when it is taken back by itself. */
export function PublishDialog({
  proposal,
  onDone,
  onCancel,
}: {
  proposal: Proposal
  onDone: () => void
  onCancel: () => void
}) {
  const t = useText()
  const [share, setShare] = useState(proposal.inStages ? 50 : 100)
  const [hasWayBack, setWayBack] = useState(proposal.inStages)
  const [measure, setMeasure] = useState<Measure>('on-time')
  const [value, setValue] = useState(80)
  const [after, setAfter] = useState(30)
  const [running, setRunning] = useState(false)
  const [error, setError] = useState<unknown>()
  const isDays = measure === 'first-contact' || measure === 'stay'
  const when = isLessBetter(measure) ? 'above' : 'below'
  const confirm = async () => {
    setRunning(true)
    setError(undefined)
    const rollBack = { measure, when, value: isDays ? value : value / 100, after } as const
    try {
      await publish(proposal, { share: share / 100, rollBack: hasWayBack && share < 100 ? rollBack : null })
      onDone()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setRunning(false)
    }
  }
  return (
    <Modal
      open
      title={t('proposals.publish')}
      okText={t('proposals.publish')}
      confirmLoading={running}
      onOk={() => void confirm()}
      onCancel={onCancel}
    >
      {proposal.inStages ? (
        <Field label={t('proposals.share', { share })}>
          {() => (
            <Slider
              ariaLabelForHandle={t('proposals.share', { share })}
              min={5}
              max={100}
              step={5}
              value={share}
              onChange={setShare}
            />
          )}
        </Field>
      ) : (
        <p>{t('proposals.whole-only')}</p>
      )}
      {proposal.inStages && share < 100 && (
        <>
          <Checkbox checked={hasWayBack} onChange={({ target }) => setWayBack(target.checked)}>
            {t('proposals.way-back')}
          </Checkbox>
          {hasWayBack && (
            <div className="proposal-condition">
              <Select<Measure>
                aria-label={t('proposals.measure')}
                value={measure}
                onChange={setMeasure}
                options={MEASURES.map((one) => ({ value: one, label: t(`proposals.measure-${one}`) }))}
              />
              <span>{t(`proposals.when-${when}`)}</span>
              <InputNumber
                aria-label={t('proposals.bound')}
                min={0}
                max={isDays ? 1000 : 100}
                value={value}
                onChange={(one) => setValue(one ?? 0)}
                suffix={isDays ? t('proposals.days') : '%'}
              />
              <span>{t('proposals.after')}</span>
              <InputNumber
                aria-label={t('proposals.after')}
                min={1}
                max={10_000}
                value={after}
                onChange={(one) => setAfter(one ?? 1)}
              />
            </div>
          )}
        </>
      )}
      <ErrorNote error={error} />
    </Modal>
  )
}
