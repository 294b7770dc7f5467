import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { type Pool, USUAL_POOL } from '../../../src/features/plan/contract.ts'
import { functionsQuery } from '../../client/functions.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { departmentsQuery, everyoneQuery } from '../../client/organisation.ts'
import { BothLanguages, inBothLanguages } from '../../kit/both-languages.tsx'
import { Field } from '../../kit/field.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { ConditionEditor } from '../../records/condition-editor.tsx'
import type { Editing } from './editing.ts'
import { HeldInField, heldBy } from './held-in-field.tsx'
import { type PlanDraft, poolPlace } from './plan-draft.ts'
import { PoolClaiming } from './pool-claiming.tsx'
import { usePoolSentences } from './pool-sentences.ts'
import { ProblemsAt } from './problems.tsx'
import { RecycleRules } from './recycle-rules.tsx'
import { keyFor } from './stage-edits.ts'
import { KeyField } from './stage-panel.tsx'

/** A pool: what belongs to it, who answers for it, who may claim, within which limits, and what goes back to it. */
export function PoolPanel({
  pool,
  isNew,
  editing,
  onClose,
  onDone,
}: {
  pool: Pool
  isNew: boolean
  editing: Pick<Editing, 'object' | 'draft' | 'problems' | 'onFix'>
  onClose: () => void
  onDone: (pool: Pool) => void
}) {
  const t = useText()
  const { object, draft: plan, problems } = editing
  const [draft, setDraft] = useState(pool)
  const title = useLabel()(pool.label)
  const sentences = usePoolSentences(object)
  const label = inBothLanguages(draft.label)
  const taken = plan.pools.map(({ key }) => key)
  const usual = keyFor(label ?? { zh: '', en: '' }, 'pool', taken)
  const isFine = !isNew || (/^([a-z][a-z0-9-]{0,39})?$/.test(draft.key) && !taken.includes(draft.key))
  const done = () => label && onDone({ ...draft, label, key: draft.key || usual, when: draft.when.trim() })
  return (
    <SidePanel
      open
      width={560}
      title={isNew ? t('plan.pool-new') : t('plan.edit-pool', { name: title })}
      onClose={onClose}
      footer={
        <Button type="primary" block disabled={!label || !isFine} onClick={done}>
          {t('plan.apply')}
        </Button>
      }
    >
      {!isNew && (
        <ProblemsAt place={poolPlace(pool.key)} problems={problems} object={object} onFix={editing.onFix} />
      )}
      <p className="rule-sentence">{sentences(draft, plan).join('')}</p>
      <BothLanguages
        label={t('plan.pool-name')}
        value={draft.label}
        error={label || isNew ? undefined : t('records.required')}
        onChange={(next) => setDraft({ ...draft, label: next })}
      />
      <Belonging pool={draft} object={object} onChange={setDraft} />
      <Members pool={draft} onChange={(members) => setDraft({ ...draft, members })} />
      <PoolClaiming pool={draft} object={object} onChange={setDraft} />
      <h2 className="panel-part panel-heading">{t('plan.recycle')}</h2>
      <RecycleRules
        pool={draft}
        plan={plan}
        object={object}
        onChange={(recycle) => setDraft({ ...draft, recycle })}
      />
      {isNew && (
        <KeyField
          value={draft.key}
          usual={usual}
          isTaken={taken.includes(draft.key)}
          onChange={(key) => setDraft({ ...draft, key })}
        />
      )}
    </SidePanel>
  )
}

/** A pool nobody has said anything about yet, with the limits people expect. */
export function newPool(plan: PlanDraft): Pool {
  return { ...USUAL_POOL, key: '', label: { zh: '', en: '' }, keeper: plan.keeper }
}

type Part = { pool: Pick<Pool, 'members'>; onChange: (members: Pool['members']) => void }
type Whole = { pool: Pool; onChange: (pool: Pool) => void }
type WithObject = { object: Editing['object'] }

function Belonging({ pool, object, onChange }: Whole & WithObject) {
  const t = useText()
  const names = useNamesOfIds()
  const people = (useQuery(everyoneQuery).data?.items ?? []).filter(
    (one) => one.active || one.id === pool.keeper,
  )
  return (
    <>
      <Field label={t('plan.condition')} hint={t('plan.pool-when-hint')}>
        {(control) => (
          <ConditionEditor
            control={control}
            object={object}
            names={names}
            value={pool.when}
            onChange={(when) => onChange({ ...pool, when })}
          />
        )}
      </Field>
      <HeldInField
        value={pool.departments}
        hint={t('plan.held-in-pool-hint')}
        onChange={(departments) => onChange(heldBy(pool, departments))}
      />
      <Field label={t('plan.keeper')} hint={t('plan.pool-keeper-hint')}>
        {(control) => (
          <Select
            {...control}
            showSearch={{ optionFilterProp: 'label' }}
            value={pool.keeper}
            options={people.map((one) => ({ value: one.id, label: one.name }))}
            onChange={(keeper: string) => onChange({ ...pool, keeper })}
          />
        )}
      </Field>
    </>
  )
}

/** Who may claim: functions, departments. */
export function Members({ pool, onChange }: Part) {
  const t = useText()
  const label = useLabel()
  const functions = useQuery(functionsQuery).data?.items ?? []
  const departments = useQuery(departmentsQuery).data?.items ?? []
  const { members } = pool
  return (
    <>
      <Field label={t('plan.pool-functions')} hint={t('plan.pool-members-hint')}>
        {(control) => (
          <Select
            {...control}
            mode="multiple"
            value={members.functions}
            options={functions.map((fn) => ({ value: fn.key, label: label(fn.label) }))}
            onChange={(chosen: string[]) => onChange({ ...members, functions: chosen })}
          />
        )}
      </Field>
      <Field label={t('plan.pool-departments')}>
        {(control) => (
          <Select
            {...control}
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            value={members.departments}
            options={departments.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(chosen: string[]) => onChange({ ...members, departments: chosen })}
          />
        )}
      </Field>
    </>
  )
}
