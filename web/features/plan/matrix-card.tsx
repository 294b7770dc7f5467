import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { type Duties, LETTERS } from '../../../src/features/plan/contract.ts'
import { functionsQuery } from '../../client/functions.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import type { Editing } from './editing.ts'
import { withDuty } from './plan-draft.ts'
import { ProblemsAt } from './problems.tsx'

/** The duties matrix: stages × functions, a letter in each cell; exactly one A a stage. */
export function MatrixCard({ draft, object, problems, changed, onChange }: Editing) {
  const t = useText()
  const label = useLabel()
  const functions = useQuery(functionsQuery).data?.items ?? []
  const put = (key: string, duties: Duties) =>
    onChange({ ...draft, stages: draft.stages.map((one) => (one.key === key ? { ...one, duties } : one)) })
  return (
    <section className="card" aria-label={t('plan.matrix')}>
      <div className="card-head">
        <div>
          <h2>{t('plan.matrix')}</h2>
          <p className="muted">{t('plan.matrix-hint')}</p>
        </div>
      </div>
      <div className="plan-matrix-frame">
        <table className="plan-matrix">
          <thead>
            <tr>
              <th scope="col">{t('plan.stages')}</th>
              {functions.map((fn) => (
                <th key={fn.key} scope="col">
                  {label(fn.label)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {draft.stages.map((stage) => (
              <tr key={stage.key} data-changed={changed.has(stage.key) || undefined}>
                <th scope="row">
                  {label(stage.label)}
                  <ProblemsAt place={stage.key} problems={problems} object={object} />
                </th>
                {functions.map((fn) => (
                  <td key={fn.key} data-letter={stage.duties[fn.key]}>
                    <Letter
                      name={`${label(stage.label)} · ${label(fn.label)}`}
                      letter={stage.duties[fn.key]}
                      onChange={(letter) => put(stage.key, withDuty(stage.duties, fn.key, letter))}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** One cell: the letter, or nothing. */
export function Letter({
  name,
  letter,
  onChange,
}: {
  name: string
  letter: Duties[string] | undefined
  onChange: (letter: Duties[string] | undefined) => void
}) {
  const t = useText()
  return (
    <Select<string>
      aria-label={name}
      variant="borderless"
      popupMatchSelectWidth={false}
      suffixIcon={null}
      value={letter ?? ''}
      labelRender={({ value }) => <b>{String(value) || '–'}</b>}
      options={[
        { value: '', label: t('plan.duty-none') },
        ...LETTERS.map((one) => ({ value: one as string, label: t(`plan.duty-${one}`) })),
      ]}
      onChange={(chosen) => onChange(LETTERS.find((one) => one === chosen))}
    />
  )
}
