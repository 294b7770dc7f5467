import { Input, Modal, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { ErrorNote } from './error-note.tsx'
import { Field } from './field.tsx'
import { useText } from './text.tsx'

export type ReasonDialog = {
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
  /** Whether what stands above the reason is filled in; default true. */
  ready?: boolean
  onConfirm: (reason: string) => Promise<unknown>
  onCancel: () => void
}

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
  ready = true,
  onConfirm,
  onCancel,
}: ReasonDialog) {
  const t = useText()
  const asking = useReason({ required, minLength, onConfirm })
  return (
    <Modal
      open={open}
      title={title}
      okText={confirmText ?? t('kit.confirm')}
      okButtonProps={{ danger, disabled: !ready }}
      confirmLoading={asking.running}
      onOk={() => void asking.confirm()}
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
          onChange={asking.setReason}
        />
      )}
      <Field
        label={t('kit.reason')}
        error={asking.problem && t(asking.problem, { min: minLength })}
        required={required}
      >
        {(control) => (
          <Input.TextArea
            {...control}
            autoFocus={!reasons}
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={500}
            value={asking.reason}
            onChange={(event) => asking.setReason(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && ready) void asking.confirm()
            }}
          />
        )}
      </Field>
      <ErrorNote error={asking.error} />
    </Modal>
  )
}

/** The reason being written, and the step that waits for it. */
function useReason({
  required,
  minLength,
  onConfirm,
}: {
  required: boolean
  minLength: number
  onConfirm: (reason: string) => Promise<unknown>
}) {
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
  return { reason, setReason, problem: tried ? problem : undefined, running, error, confirm }
}

function reasonProblem(reason: string, required: boolean, minLength: number) {
  if (reason === '') return required ? ('kit.reason-needed' as const) : undefined
  return [...reason].length < minLength ? ('kit.reason-too-short' as const) : undefined
}
