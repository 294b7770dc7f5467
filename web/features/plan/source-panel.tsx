import { useQuery } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import type { PlanDocument, PlanVersion } from '../../../src/features/plan/contract.ts'
import { differencesOf } from '../../../src/features/plan/rules/differences.ts'
import { suggestedMapping } from '../../../src/features/plan/rules/mapping.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { DifferencesList } from './differences-list.tsx'
import { documentIn, draftOfDocument, type PlanDraft } from './plan-draft.ts'
import { previewQuery } from './queries.ts'

export type Source = {
  title: string
  document: PlanDocument
  /** Where opportunities go back to, where it was in force before. */
  mapping?: Readonly<Record<string, string>> | undefined
}

/** What would be different with a template, a version or a file, and where running opportunities would go; taken, it is a step of the draft. */
export function SourcePanel({
  source,
  current,
  draft,
  object,
  onTake,
  onClose,
}: {
  source: Source
  /** The version in force. */
  current: PlanVersion
  draft: PlanDraft
  object: ObjectMetadata
  onTake: () => void
  onClose: () => void
}) {
  const t = useText()
  const label = useLabel()
  const now = documentIn(draft)
  const differences = differencesOf(now, source.document)
  const found = useQuery(
    previewQuery(draftOfDocument(source.document), {
      ...suggestedMapping(current.stages, source.document.stages),
      ...source.mapping,
    }),
  )
  const moving = (found.data?.moves ?? []).filter(
    ({ from, to, open, closed }) => to?.key !== from.key && open + closed > 0,
  )
  return (
    <SidePanel
      open
      width={560}
      title={source.title}
      onClose={onClose}
      footer={
        <Button type="primary" block disabled={differences.length === 0} onClick={onTake}>
          {t('plan.source-take')}
        </Button>
      }
    >
      <p className="field-hint">{t('plan.source-hint')}</p>
      <DifferencesList differences={differences} documents={[source.document, now]} object={object} />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active paragraph={{ rows: 2 }} />}
      {moving.length > 0 && (
        <>
          <h3 className="part-heading">{t('plan.source-moves')}</h3>
          <ul className="plan-differences">
            {moving.map(({ from, to, open, closed }) => (
              <li key={from.key}>
                {to
                  ? t('plan.source-move', { from: label(from.label), to: label(to.label), open, closed })
                  : t('plan.source-astray', { from: label(from.label), open, closed })}
              </li>
            ))}
          </ul>
        </>
      )}
    </SidePanel>
  )
}
