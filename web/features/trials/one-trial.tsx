import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useObject } from '../../client/metadata.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { RecordForm, useDraft } from '../../records/record-form.tsx'
import { type Rules, tryOne } from './queries.ts'
import type { Explain } from './trial-panel.tsx'
import { usedFields } from './used-fields.ts'

const NEVER = new Set(['title', 'nextStep', 'nextStepOn', 'externalKey', 'outcomeReason'])

/** Fields of one opportunity, those the rules ask for first, and whom the rules would choose. */
export function OneTrial({ rules, isDraft, explain }: { rules: Rules; isDraft: boolean; explain: Explain }) {
  const t = useText()
  const object = useObject('opportunity')
  const [all, setAll] = useState(false)
  const { draft, setDraft, body } = useDraft()
  const trying = useMutation({ mutationFn: () => tryOne(body, isDraft ? rules : undefined) })
  if (!object) return null
  const fields = object.fields
    .filter((field) => !field.readOnly && !NEVER.has(field.name) && field.name !== 'holder')
    .map((field) => ({ ...field, required: false }))
  const used = usedFields(
    rules,
    fields.map(({ name }) => name),
  )
  const first = fields.filter(({ name }) => used.has(name))
  const others = fields.filter(({ name }) => !used.has(name))
  return (
    <>
      <p className="muted">{t('trials.used-first')}</p>
      <div className="trial-fields">
        <RecordForm
          object={object}
          fields={all || first.length === 0 ? [...first, ...others] : first}
          draft={draft}
          onChange={setDraft}
          error={trying.error}
        />
      </div>
      <div className="trial-choices">
        <Button type="primary" loading={trying.isPending} onClick={() => trying.mutate()}>
          {t('trials.run')}
        </Button>
        {!all && first.length > 0 && (
          <Button type="link" onClick={() => setAll(true)}>
            {t('trials.more-fields')}
          </Button>
        )}
      </div>
      <ErrorNote error={trying.error} />
      <div aria-live="polite">{trying.data && explain(trying.data.one, trying.data.planVersion)}</div>
    </>
  )
}
