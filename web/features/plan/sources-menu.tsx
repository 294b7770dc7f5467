import { Alert, Button, Dropdown } from 'antd'
import { useRef, useState } from 'react'
import type { FileProblem } from '../../../src/features/plan/contract/files.ts'
import { TEMPLATES } from '../../../src/features/plan/contract.ts'
import { documentOfTemplate } from '../../../src/features/plan/rules/templates.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { readFile } from './queries.ts'
import type { Source } from './source-panel.tsx'

/** Where the plan can come from: a template, a file, an earlier version; and the files it can go to. */
export function SourcesMenu({
  keeper,
  onSource,
  onVersions,
  onSave,
}: {
  keeper: string
  onSource: (source: Source) => void
  onVersions: () => void
  onSave: (format: 'yaml' | 'json') => void
}) {
  const t = useText()
  const file = useRef<HTMLInputElement>(null)
  const [wrong, setWrong] = useState<{ name: string; problems: readonly FileProblem[] }>()
  const [error, setError] = useState<unknown>()
  const read = async (chosen: File | undefined) => {
    if (!chosen) return
    setWrong(undefined)
    setError(undefined)
    try {
      const { document, problems } = await readFile(await chosen.text())
      if (document) onSource({ title: t('plan.load-from-file', { name: chosen.name }), document })
      else setWrong({ name: chosen.name, problems })
    } catch (thrown) {
      setError(thrown)
    }
  }
  const items = [
    ...TEMPLATES.map((template) => ({
      key: template,
      label: t('plan.load-template', { name: t(`plan.template-${template}`) }),
      onClick: () =>
        onSource({
          title: t('plan.load-template', { name: t(`plan.template-${template}`) }),
          document: documentOfTemplate(template, keeper),
        }),
    })),
    { type: 'divider' as const },
    { key: 'versions', label: t('plan.versions'), onClick: onVersions },
    { type: 'divider' as const },
    { key: 'file', label: t('plan.load-file'), onClick: () => file.current?.click() },
    ...(['yaml', 'json'] as const).map((format) => ({
      key: format,
      label: t('plan.save-as', { format: format.toUpperCase() }),
      onClick: () => onSave(format),
    })),
  ]
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button>{t('plan.load')}</Button>
      </Dropdown>
      <input
        ref={file}
        type="file"
        accept=".json,.yaml,.yml,application/json,application/yaml"
        aria-label={t('plan.load-file')}
        hidden
        onChange={(event) => {
          void read(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      {error !== undefined && <ErrorNote error={error} className="plan-file-wrong" />}
      {wrong && <FileWrong {...wrong} onClose={() => setWrong(undefined)} />}
    </>
  )
}

/** What is wrong with a file, each with its line and column. */
function FileWrong({
  name,
  problems,
  onClose,
}: {
  name: string
  problems: readonly FileProblem[]
  onClose: () => void
}) {
  const t = useText()
  return (
    <Alert
      className="plan-file-wrong"
      type="error"
      showIcon
      closable={{ onClose, 'aria-label': t('kit.close') }}
      role="alert"
      title={t('plan.file-wrong', { name })}
      description={
        <ul className="plan-differences">
          {problems.slice(0, 20).map((one) => (
            <li key={`${one.line} ${one.column} ${one.code} ${one.path.join('.')}`}>
              {t('plan.file-at', { line: one.line, column: one.column })}
              {t(`plan.file-${one.code}`, { where: one.path.join(' › '), detail: one.detail })}
            </li>
          ))}
        </ul>
      }
    />
  )
}
