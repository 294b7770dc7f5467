import { useQuery } from '@tanstack/react-query'
import { InputNumber, Select } from 'antd'
import { functionsQuery } from '../../client/functions.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { departmentsQuery, everyoneQuery } from '../../client/organisation.ts'
import { Field } from '../../kit/field.tsx'
import { type MessageKey, useLabel, useText } from '../../kit/text.tsx'
import { MatchFields } from './match-fields.tsx'
import type { RuleDraft } from './plan-draft.ts'
import { useSkillFields } from './rule-sentence.ts'

type Candidates = RuleDraft['candidates']
type ListName = 'functions' | 'departments' | 'people'

/** Out of whom a rule chooses: everything given has to hold, nothing given means everyone. */
export function CandidateFields({
  object,
  candidates,
  onChange,
}: {
  object: ObjectMetadata
  candidates: Candidates
  onChange: (candidates: Candidates) => void
}) {
  const t = useText()
  const label = useLabel()
  const functions = useQuery(functionsQuery).data?.items ?? []
  const departments = useQuery(departmentsQuery).data?.items ?? []
  const people = (useQuery(everyoneQuery).data?.items ?? []).filter(
    (one) => one.active || candidates.people?.includes(one.id),
  )
  const named = (items: readonly { id: string; name: string }[]) =>
    items.map(({ id, name }) => ({ value: id, label: name }))
  const several = (name: ListName, key: MessageKey, options: { value: string; label: string }[]) => (
    <Field label={t(key)}>
      {(control) => (
        <Select
          {...control}
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          value={candidates[name] ?? []}
          options={options}
          onChange={(chosen: string[]) => onChange(withList(candidates, name, chosen))}
        />
      )}
    </Field>
  )
  return (
    <>
      {several(
        'functions',
        'plan.functions',
        functions.map((fn) => ({ value: fn.key, label: label(fn.label) })),
      )}
      {several('departments', 'plan.departments', named(departments))}
      <Field label={t('plan.territory')}>
        {(control) => (
          <Select
            {...control}
            value={candidates.territory ?? 'any'}
            options={(['any', 'match'] as const).map((value) => ({
              value,
              label: t(`plan.territory-${value}`),
            }))}
            onChange={(territory: 'any' | 'match') => onChange(withTerritory(candidates, territory))}
          />
        )}
      </Field>
      <SkillFields object={object} candidates={candidates} onChange={onChange} />
      <MatchFields object={object} candidates={candidates} onChange={onChange} />
      {several('people', 'plan.people', named(people))}
      <Field label={t('plan.within-hours')} hint={t('plan.within-hours-hint')}>
        {(control) => (
          <InputNumber
            {...control}
            min={0}
            max={200}
            precision={0}
            value={candidates.withinWorkingHours ?? null}
            onChange={(hours) => onChange(withHours(candidates, hours))}
          />
        )}
      </Field>
    </>
  )
}

function SkillFields({
  object,
  candidates,
  onChange,
}: {
  object: ObjectMetadata
  candidates: Candidates
  onChange: (candidates: Candidates) => void
}) {
  const t = useText()
  const fields = useSkillFields(object)
  return (
    <>
      <Field label={t('plan.skills')} hint={t('plan.skills-hint')}>
        {(control) => (
          <Select
            {...control}
            mode="tags"
            open={false}
            suffixIcon={null}
            value={candidates.skills ?? []}
            onChange={(skills: string[]) => onChange(withList(candidates, 'skills', skills))}
          />
        )}
      </Field>
      <Field label={t('plan.skill-from')}>
        {(control) => (
          <Select
            {...control}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            value={candidates.skillFrom ?? null}
            options={[...fields]}
            onChange={(field?: string | null) => {
              const { skillFrom: _before, ...others } = candidates
              onChange(field ? { ...others, skillFrom: field } : others)
            }}
          />
        )}
      </Field>
    </>
  )
}

/** An empty list asks for nothing and is left out. */
function withList(candidates: Candidates, name: ListName | 'skills', chosen: string[]): Candidates {
  const { [name]: _before, ...others } = candidates
  return chosen.length > 0 ? { ...others, [name]: chosen } : others
}

function withHours(candidates: Candidates, hours: number | null): Candidates {
  const { withinWorkingHours: _before, ...others } = candidates
  return hours === null ? others : { ...others, withinWorkingHours: hours }
}

function withTerritory(candidates: Candidates, territory: 'any' | 'match'): Candidates {
  const { territory: _before, ...others } = candidates
  return territory === 'match' ? { ...others, territory } : others
}
