import { DownloadOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { FORMATS, type Question } from '../../../src/features/reports/contract.ts'
import { download } from '../../client/download.ts'
import { useLanguage, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'

/** The figures as a file. */
export function DownloadMenu({ question, title }: { question: Question; title: string }) {
  const t = useText()
  const toast = useToast()
  const language = useLanguage()
  const [busy, setBusy] = useState(false)
  const get = async (format: string) => {
    setBusy(true)
    try {
      const body = { question, title: title || t('reports.file') }
      await download('/reports/export', { format, language }, body)
    } catch (error) {
      toast.failed(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: FORMATS.toReversed().map((format) => ({ key: format, label: t(`reports.format-${format}`) })),
        onClick: ({ key }) => void get(key),
      }}
    >
      <Button icon={<DownloadOutlined />} loading={busy} aria-haspopup="menu">
        {t('reports.download')}
      </Button>
    </Dropdown>
  )
}
