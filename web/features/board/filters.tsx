import { useQuery } from '@tanstack/react-query'
import { Segmented, Select } from 'antd'
import { useObject } from '../../client/metadata.ts'
import { departmentsQuery } from '../../client/organisation.ts'
import { planQuery } from '../../client/plan.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import type { BoardAddress } from './use-address.ts'

const PHASES = ['lead', 'deal', 'delivery'] as const

/** Whose board, which way and which kind: all of it stands in the address. */
export function BoardFilters({
  address,
  onChange,
}: {
  address: BoardAddress
  onChange: (change: Partial<BoardAddress>) => void
}) {
  const t = useText()
  const label = useLabel()
  const { data: departments } = useQuery(departmentsQuery)
  const { data: plan } = useQuery(planQuery)
  const types = useObject('opportunity')?.fields.find(({ name }) => name === 'type')?.options.choices ?? []
  const processes = plan?.processes ?? []
  return (
    <div className="filter-bar">
      <Select
        aria-label={t('board.department')}
        placeholder={t('board.every-department')}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        style={{ minWidth: 150 }}
        value={address.department ?? null}
        onChange={(department) => onChange({ department: department ?? undefined })}
        options={treeOptions(departments?.items ?? [])}
      />
      <Select
        aria-label={t('board.phase')}
        placeholder={t('board.every-phase')}
        allowClear
        style={{ minWidth: 120 }}
        value={address.phase ?? null}
        onChange={(phase) => onChange({ phase: phase ?? undefined, stage: undefined })}
        options={PHASES.map((value) => ({ value, label: t(`board.phase-${value}`) }))}
      />
      {processes.length > 1 && (
        <Select
          aria-label={t('board.process')}
          placeholder={t('board.every-process')}
          allowClear
          style={{ minWidth: 140 }}
          value={address.process ?? null}
          onChange={(process) => onChange({ process: process ?? undefined, stage: undefined })}
          options={processes.map((one) => ({ value: one.key, label: label(one.label) }))}
        />
      )}
      <Select
        aria-label={t('board.type')}
        placeholder={t('board.every-type')}
        allowClear
        style={{ minWidth: 140 }}
        value={address.type ?? null}
        onChange={(type) => onChange({ type: type ?? undefined })}
        options={types.map((one) => ({ value: one.value, label: label(one.label) }))}
      />
      <Segmented
        aria-label={t('board.who')}
        value={address.people ?? 'holding'}
        onChange={(people) => onChange({ people: people === 'all' ? 'all' : undefined })}
        options={[
          { value: 'holding', label: t('board.holding') },
          { value: 'all', label: t('board.everybody') },
        ]}
      />
    </div>
  )
}

type Department = { id: string; name: string; parent: { id: string } | string | null }

/** Departments in the order of their tree, those below set in. */
function treeOptions(all: readonly Department[]): { value: string; label: string }[] {
  const parentOf = ({ parent }: Department) => (typeof parent === 'object' ? parent?.id : parent) ?? null
  const known = new Set(all.map(({ id }) => id))
  const below = (parent: string | null, depth: number): { value: string; label: string }[] =>
    all
      .filter((one) => {
        const of = parentOf(one)
        return parent === null ? of === null || !known.has(of) : of === parent
      })
      .flatMap((one) => [
        { value: one.id, label: `${'\u3000'.repeat(depth)}${one.name}` },
        ...below(one.id, depth + 1),
      ])
  return below(null, 0)
}
