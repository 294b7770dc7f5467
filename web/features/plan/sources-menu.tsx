import { useQuery } from '@tanstack/react-query'
import { Button, Dropdown } from 'antd'
import { useRef, useState } from 'react'
import { type PlanDocument, planDocument, TEMPLATES } from '../../../src/features/plan/contract.ts'
import { documentOfTemplate } from '../../../src/features/plan/rules/templates.ts'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { documentIn, draftOfDocument, type PlanDraft } from './plan-draft.ts'
import { readVersion, versionsQuery } from './queries.ts'

/** Where a draft can come from: an earlier version, a template, a file; and the file it can go to. */
export function SourcesMenu({ draft, onLoad }: { draft: PlanDraft; onLoad: (draft: PlanDraft) => void }) {
  const t = useText()
  const toast = useToast()
  const format = useFormat()
  const file = useRef<HTMLInputElement>(null)
  const versions = useQuery(versionsQuery).data?.items ?? []
  const [wrong, setWrong] = useState<string>()
  const load = (document: PlanDocument) => {
    setWrong(undefined)
    onLoad(draftOfDocument(document))
    toast.done(t('plan.loaded'))
  }
  const read = async (chosen: File | undefined) => {
    const parsed = planDocument.safeParse(
      await chosen
        ?.text()
        .then(JSON.parse)
        .catch(() => undefined),
    )
    if (parsed.success) load(parsed.data)
    else setWrong(parsed.error.issues[0]?.path.join('.') || chosen?.name || '')
  }
  const items = [
    ...versions.map((one) => ({
      key: one.id,
      label: t('plan.load-version', { number: one.number, when: format.instant(one.publishedAt) }),
      onClick: () => void readVersion(one.id).then(load),
    })),
    { type: 'divider' as const },
    ...TEMPLATES.map((template) => ({
      key: template,
      label: t('plan.load-template', { name: t(`plan.template-${template}`) }),
      onClick: () => load(documentOfTemplate(template, draft.keeper)),
    })),
    { type: 'divider' as const },
    { key: 'file', label: t('plan.load-file'), onClick: () => file.current?.click() },
    { key: 'save', label: t('plan.save-file'), onClick: () => save(documentIn(draft)) },
  ]
  return (
    <>
      {wrong !== undefined && (
        <p className="plan-problem" role="alert">
          {t('plan.no-plan-file', { where: wrong })}
        </p>
      )}
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button>{t('plan.load')}</Button>
      </Dropdown>
      <input
        ref={file}
        type="file"
        accept="application/json,.json"
        aria-label={t('plan.load-file')}
        hidden
        onChange={(event) => {
          void read(event.target.files?.[0])
          event.target.value = ''
        }}
      />
    </>
  )
}

function save(document: PlanDocument): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(document, null, 2)], { type: 'application/json' }))
  const link = window.document.createElement('a')
  link.href = url
  link.download = 'baton-plan.json'
  link.click()
  URL.revokeObjectURL(url)
}
