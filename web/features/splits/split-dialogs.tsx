import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Credit, Split } from '../../../src/features/splits/contract.ts'
import { ConfirmWithReason } from '../../kit/confirm-with-reason.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { type DraftPart, draftPart, PartsEditor, partsFrom } from './parts-editor.tsx'
import { answerSplit, proposeSplit, settleSplit, splitsChanged } from './queries.ts'

/** Proposes a split, from who held it or from what is in force; a change of what stands needs a reason. */
export function ProposeDialog({ id, credit, onClose }: { id: string; credit: Credit; onClose: () => void }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const inForce = credit.parts.filter(({ until }) => until === null)
  const from = inForce.length > 0 ? inForce : credit.proposal
  const [draft, setDraft] = useState<DraftPart[]>(() =>
    from.length > 0
      ? from.map(({ person, percent }) => draftPart({ id: person.id, title: person.name }, percent))
      : [draftPart(null, 100)],
  )
  const parts = partsFrom(draft)
  return (
    <ConfirmWithReason
      open
      title={t('splits.propose')}
      confirmText={t('splits.propose-now')}
      required={credit.isLocked}
      ready={parts !== undefined}
      onConfirm={async (reason) => {
        const made = await proposeSplit(id, { ...(parts ? { parts } : {}), ...(reason ? { reason } : {}) })
        splitsChanged(queries)
        toast.done(t(made.state === 'agreed' ? 'splits.agreed-done' : 'splits.proposed-done'))
        onClose()
      }}
      onCancel={onClose}
    >
      <p className="muted">{t(credit.isLocked ? 'splits.locked-hint' : 'splits.propose-hint')}</p>
      <PartsEditor draft={draft} onChange={setDraft} />
    </ConfirmWithReason>
  )
}

/** Disputes a split one has a part in. */
export function DisputeDialog({ split, onClose }: { split: Split; onClose: () => void }) {
  const t = useText()
  const queries = useQueryClient()
  return (
    <ConfirmWithReason
      open
      danger
      title={t('splits.dispute')}
      confirmText={t('splits.dispute')}
      onConfirm={async (reason) => {
        await answerSplit(split, { answer: 'disputed', reason })
        splitsChanged(queries)
        onClose()
      }}
      onCancel={onClose}
    >
      <p className="muted">{t('splits.dispute-hint')}</p>
    </ConfirmWithReason>
  )
}

/** Settles a dispute with the parts that hold from now on. */
export function SettleDialog({ split, onClose }: { split: Split; onClose: () => void }) {
  const t = useText()
  const queries = useQueryClient()
  const [draft, setDraft] = useState<DraftPart[]>(() =>
    split.terms
      .filter(({ percent }) => percent > 0)
      .map(({ person, percent }) => draftPart({ id: person.id, title: person.name }, percent)),
  )
  const parts = partsFrom(draft)
  const disputed = split.terms.filter(({ answer }) => answer === 'disputed')
  return (
    <ConfirmWithReason
      open
      title={t('splits.settle')}
      confirmText={t('splits.settle-now')}
      ready={parts !== undefined}
      onConfirm={async (reason) => {
        await settleSplit(split, { parts: parts ?? [], reason })
        splitsChanged(queries)
        onClose()
      }}
      onCancel={onClose}
    >
      {disputed.map(({ person, reason }) => (
        <p key={person.id}>
          <b>{person.name}</b> {reason}
        </p>
      ))}
      <PartsEditor draft={draft} onChange={setDraft} />
    </ConfirmWithReason>
  )
}
