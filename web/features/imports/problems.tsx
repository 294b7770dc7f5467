import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { Run } from '../../../src/features/imports/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useLabel, useRefusalText, useText } from '../../kit/text.tsx'
import { problemsQuery } from './queries.ts'

/** The rows that failed and why; all of them can be downloaded, mended and imported again. */
export function Problems({ run }: { run: Run }) {
  const t = useText()
  const label = useLabel()
  const refusal = useRefusalText()
  const found = useQuery(problemsQuery(run.id, 0))
  const nameOf = (field: string | null) => {
    const target = run.targets.find((one) => one.name === field)
    return target ? label(target.label) : (field ?? '')
  }
  return (
    <section className="card">
      <header className="problems-head">
        <h2>{t('imports.problems')}</h2>
        <a href={`/api/v1/imports/${run.id}/problems.csv`} download>
          <Button size="small">{t('imports.download')}</Button>
        </a>
      </header>
      <ErrorNote error={found.error} />
      <table className="mapping">
        <tbody>
          {found.data?.items.map((one) => (
            <tr key={`${one.line} ${one.field} ${one.code}`}>
              <td className="figures">{t('imports.line', { line: one.line })}</td>
              <td>{nameOf(one.field)}</td>
              <td>{refusal(one.code, one.facts)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {found.data?.more && <p className="muted">{t('imports.more-problems')}</p>}
    </section>
  )
}
