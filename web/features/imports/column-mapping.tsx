import { Select } from 'antd'
import type { Run } from '../../../src/features/imports/contract.ts'
import { useLabel, useText } from '../../kit/text.tsx'

/** What each column means, with its first values; a proposal is a proposal until somebody looked. */
export function ColumnMapping({
  run,
  changed,
  onChange,
}: {
  run: Run
  changed: Record<string, string | null>
  onChange: (mapping: Record<string, string | null>) => void
}) {
  const t = useText()
  const label = useLabel()
  const fieldOf = (heading: string) =>
    (heading in changed ? changed[heading] : run.mapping.find((line) => line.heading === heading)?.field) ??
    null
  const used = new Set(run.mapping.map((line) => fieldOf(line.heading)))
  return (
    <table className="mapping">
      <thead>
        <tr>
          <th scope="col">{t('imports.column')}</th>
          <th scope="col">{t('imports.values')}</th>
          <th scope="col">{t('imports.field')}</th>
        </tr>
      </thead>
      <tbody>
        {run.mapping.map((line, i) => {
          const field = fieldOf(line.heading)
          const values = [...new Set(run.samples.map((row) => row[i] ?? '').filter(Boolean))].slice(0, 3)
          return (
            <tr key={line.heading}>
              <th scope="row">{line.heading}</th>
              <td className="muted">{values.join(' · ')}</td>
              <td>
                <Select
                  aria-label={t('imports.field-of', { column: line.heading })}
                  allowClear
                  showSearch={{ optionFilterProp: 'label' }}
                  placeholder={t('imports.left-out')}
                  value={field}
                  style={{ width: '100%' }}
                  options={run.targets
                    .filter((target) => target.name === field || !used.has(target.name))
                    .map((target) => ({ value: target.name, label: label(target.label) }))}
                  onChange={(next: string | undefined) =>
                    onChange({ ...changed, [line.heading]: next ?? null })
                  }
                />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
