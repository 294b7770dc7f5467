import './trials.css'
import { ExperimentOutlined } from '@ant-design/icons'
import { Button, Segmented } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Explained } from '../../../src/features/trials/contract.ts'
import { Field } from '../../kit/field.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useText } from '../../kit/text.tsx'
import { OneTrial } from './one-trial.tsx'
import type { Rules } from './queries.ts'
import { TableTrial } from './table-trial.tsx'

/** Shows one thought-through decision whole. */
export type Explain = (one: Explained, planVersion: number) => ReactNode

/** Tries one opportunity or a table on the published rules, or on `draft` where something is changed in it. */
export function TrialButton({
  published,
  draft,
  isChanged,
  explain,
}: {
  published: Rules
  draft: Rules
  isChanged: boolean
  explain: Explain
}) {
  const t = useText()
  const [open, setOpen] = useState(false)
  const [by, setBy] = useState<'published' | 'draft'>('draft')
  const [what, setWhat] = useState<'one' | 'table'>('one')
  const isDraft = by === 'draft' && isChanged
  const rules = isDraft ? draft : published
  const tried = { rules, isDraft, explain }
  return (
    <>
      <Button icon={<ExperimentOutlined aria-hidden />} onClick={() => setOpen(true)}>
        {t('trials.try')}
      </Button>
      <SidePanel open={open} title={t('trials.title')} width={920} onClose={() => setOpen(false)}>
        <p className="muted">{t('trials.hint')}</p>
        <div className="trial-choices">
          {isChanged && (
            <Field label={t('trials.rules')}>
              {() => (
                <Segmented
                  aria-label={t('trials.rules')}
                  value={by}
                  onChange={setBy}
                  options={[
                    { value: 'draft' as const, label: t('trials.draft') },
                    { value: 'published' as const, label: t('trials.published') },
                  ]}
                />
              )}
            </Field>
          )}
          <Field label={t('trials.what')}>
            {() => (
              <Segmented
                aria-label={t('trials.what')}
                value={what}
                onChange={setWhat}
                options={[
                  { value: 'one' as const, label: t('trials.one') },
                  { value: 'table' as const, label: t('trials.table') },
                ]}
              />
            )}
          </Field>
        </div>
        {what === 'one' ? <OneTrial key={by} {...tried} /> : <TableTrial key={by} {...tried} />}
      </SidePanel>
    </>
  )
}
