import { Input, Modal, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { ErrorNote } from './error-note.tsx'
import { Field } from './field.tsx'
import { useText } from './text.tsx'

/**
 * Asks for the reason of a step before it is taken. `onConfirm` gets the trimmed reason; while it runs the dialog waits,
 * where it fails the dialog stays and says why, else the caller closes it.
 */
export function ConfirmWithReason({
  open,
  title,
  children,
  reasons,
  minLength = 2,
  required = true,
  confirmText,
  danger = false,
  onConfirm,
  onCancel,
}: {
  open: boolean
  title: ReactNode
  /** What will happen, above the reason. */
  children?: ReactNode
  /** Frequent reasons to choose from; another can still be written. */
  reasons?: readonly string[]
  minLength?: number
  required?: boolean
  confirmText?: string
  danger?: boolean
  onConfirm: (reason: string) => Promise<unknown>
  onCancel: () => void
}) {
  const t = useText()
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const [running, setRunning] = useState(false)
  const [error, setError] = useState<unknown>()
  const given = reason.trim()
  const problem = reasonProblem(given, required, minLength)

  const confirm = async () => {
    setTried(true)
    if (problem || running) return
    setRunning(true)
    setError(undefined)
    try {
      await onConfirm(given)
      setReason('')
      setTried(false)
    } catch (thrown) {
      setError(thrown)
    } finally {
      setRunning(false)
    }
  }
  return (
    <Modal
      open={open}
      title={title}
      okText={confirmText ?? t('kit.confirm')}
      okButtonProps={{ danger }}
      confirmLoading={running}
      onOk={() => void confirm()}
      onCancel={onCancel}
      destroyOnHidden
    >
      {children}
      {reasons && (
        <Select
          className="reason-choice"
          aria-label={t('kit.reason-frequent')}
          placeholder={t('kit.reason-frequent')}
          options={reasons.map((value) => ({ value, label: value }))}
          onChange={(value: string) => setReason(value)}
        />
      )}
      <Field
        label={t('kit.reason')}
        error={tried && problem && t(problem, { min: minLength })}
        required={required}
      >
        {(control) => (
          <Input.TextArea
            {...control}
            autoFocus={!reasons}
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void confirm()
            }}
          />
        )}
      </Field>
      <ErrorNote error={error} />
    </Modal>
  )
}

function reasonProblem(reason: string, required: boolean, minLength: number) {
  if (reason === '') return required ? ('kit.reason-needed' as const) : undefined
  return [...reason].length < minLength ? ('kit.reason-too-short' as const) : undefined
}
