import { Modal } from 'antd'
import { useState } from 'react'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { isNamed, type Naming, NamingFields } from './sharing-fields.tsx'

/** Asks for a name and with whom it is shared; stays where keeping it is refused, and says why. */
export function NamingDialog({
  title,
  first,
  onKeep,
  onClose,
}: {
  title: string
  first: Naming
  onKeep: (naming: Naming) => Promise<unknown>
  onClose: () => void
}) {
  const t = useText()
  const [naming, setNaming] = useState(first)
  const [tried, setTried] = useState(false)
  const [state, setState] = useState<{ busy: boolean; error?: unknown }>({ busy: false })
  const keep = async () => {
    setTried(true)
    if (!isNamed(naming)) return
    setState({ busy: true })
    try {
      await onKeep({ ...naming, name: naming.name.trim() })
      onClose()
    } catch (error) {
      setState({ busy: false, error })
    }
  }
  return (
    <Modal
      open
      title={title}
      okText={t('reports.keep')}
      cancelText={t('kit.cancel')}
      confirmLoading={state.busy}
      onOk={() => void keep()}
      onCancel={onClose}
    >
      <NamingFields value={naming} onChange={setNaming} tried={tried} />
      <ErrorNote error={state.error} />
    </Modal>
  )
}
