import { useQuery } from '@tanstack/react-query'
import type { Duties } from '../../../src/features/plan/contract.ts'
import { functionsQuery } from '../../client/functions.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import { Letter } from './duty-letter.tsx'
import type { Editing } from './editing.ts'
import { withDuty } from './plan-draft.ts'
import { ProblemsAt, placeId } from './problems.tsx'

/** The duties matrix: stages × functions, a letter in each cell; exactly one A a stage. */
export function MatrixCard({ draft, object, problems, changed, onChange, onFix, onOpen }: Editing) {
  const t = useText()
  const label = useLabel()
  const functions = useQuery(functionsQuery).data?.items ?? []
  const put = (key: string, duties: Duties) =>
    onChange({ ...draft, stages: draft.stages.map((one) => (one.key === key ? { ...one, duties } : one)) })
  return (
    <section className="card plan-matrix-card" aria-label={t('plan.matrix')}>
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
              <tr key={stage.key} id={placeId(stage.key)} data-changed={changed.has(stage.key) || undefined}>
                <th scope="row">
                  <button
                    type="button"
                    className="plan-open"
                    onClick={() => onOpen({ kind: 'stage', key: stage.key })}
                  >
                    {label(stage.label)}
                  </button>
                  <ProblemsAt place={stage.key} problems={problems} object={object} onFix={onFix} />
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
