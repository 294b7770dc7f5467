import { Alert } from 'antd'
import type { TrialHead } from '../../../src/features/trials/contract.ts'
import { useObject } from '../../client/metadata.ts'
import { useLabel, useRefusalText, useText } from '../../kit/text.tsx'

const SHOWN = 50

/** Which column was taken for which field. */
export function FoundColumns({ head }: { head: TrialHead }) {
  const t = useText()
  const nameOf = useFieldName()
  const found = head.columns.flatMap(({ heading, field }) => (field ? [{ heading, field }] : []))
  if (found.length === 0) return <Alert type="warning" showIcon title={t('trials.columns-none')} />
  return (
    <p className="muted">
      {t('trials.columns')}
      {found
        .map(({ heading, field }) => (heading === nameOf(field) ? heading : `${heading} → ${nameOf(field)}`))
        .join(' · ')}
    </p>
  )
}

/** The rows that say something wrong, and what. */
export function FailedRows({ head: { failed } }: { head: TrialHead }) {
  const t = useText()
  const refusal = useRefusalText()
  const nameOf = useFieldName()
  if (failed.length === 0) return null
  return (
    <section className="card">
      <h3>{t('trials.failed', { count: failed.length })}</h3>
      <table className="trial-table">
        <tbody>
          {failed.slice(0, SHOWN).map(({ line, problems }) => (
            <tr key={line}>
              <th scope="row">{t('trials.failed-line', { line })}</th>
              <td>
                {problems.map(({ field, code, facts }) => (
                  <p key={`${field} ${code}`}>
                    {field && <b>{nameOf(field)} </b>}
                    {refusal(code, facts)}
                  </p>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {failed.length > SHOWN && (
        <p className="muted">{t('trials.failed-more', { count: failed.length - SHOWN })}</p>
      )}
    </section>
  )
}

function useFieldName(): (name: string) => string {
  const label = useLabel()
  const object = useObject('opportunity')
  return (name) => {
    const field = object?.fields.find((one) => one.name === name)
    return field ? label(field.label) : name
  }
}
