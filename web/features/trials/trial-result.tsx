import { useQuery } from '@tanstack/react-query'
import { Button, Modal, Progress, Skeleton } from 'antd'
import { type ReactNode, useMemo, useState } from 'react'
import type { TrialRow } from '../../../src/features/trials/contract.ts'
import { countsOf, nobodyFirst, placeOf, sharesOf } from '../../../src/features/trials/rules.ts'
import { useFunctionName } from '../../client/functions.ts'
import { useReasonText } from '../../client/reason-text.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import type { Column } from '../../kit/table-columns.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { VirtualTable } from '../../kit/virtual-table.tsx'
import { FailedRows, FoundColumns } from './failed-rows.tsx'
import { explainLine, type Rules, type Tried } from './queries.ts'
import { saveCsv } from './save-csv.ts'
import type { Explain } from './trial-panel.tsx'

/** What a trial found: per person, per rule, the rows that failed, and row by row who and why; one click opens the candidates. */
export function TrialResult({
  file,
  tried,
  sent,
  explain,
  onAgain,
}: {
  file: File
  tried: Tried
  /** The rules that were tried, where they are not the published ones. */
  sent: Rules | undefined
  explain: Explain
  onAgain: () => void
}) {
  const t = useText()
  const { head } = tried
  const [opened, setOpened] = useState<number>()
  const rows = useMemo(() => nobodyFirst(tried.rows), [tried])
  const words = useRowWords(tried)
  const columns = useColumns(words, setOpened)
  return (
    <div className="stack trial-result">
      <header className="card-head">
        <p>
          {t(sent ? 'trials.done-draft' : 'trials.done', {
            name: file.name,
            rows: head.rows,
            version: head.planVersion,
          })}
        </p>
        <span className="trial-choices">
          <Button disabled={rows.length === 0} onClick={() => saveCsv(file.name, rows, words, t)}>
            {t('trials.download')}
          </Button>
          <Button onClick={onAgain}>{t('trials.again')}</Button>
        </span>
      </header>
      <FoundColumns head={head} />
      <FailedRows head={head} />
      {rows.length > 0 && (
        <>
          <div className="trial-sums">
            <People rows={rows} />
            <ByRule rows={rows} ruleOf={words.rule} />
          </div>
          <section aria-label={t('trials.rows')} className="trial-rows">
            <VirtualTable
              label={t('trials.rows')}
              name="trials.rows"
              rows={rows}
              idOf={(row) => String(row.line)}
              columns={columns}
              keyboard={false}
            />
          </section>
        </>
      )}
      {opened !== undefined && (
        <Candidates line={opened} onClose={() => setOpened(undefined)}>
          <ExplainedLine {...{ file, sent, explain }} line={opened} version={head.planVersion} />
        </Candidates>
      )}
    </div>
  )
}

export type RowWords = ReturnType<typeof useRowWords>

/** The rule and the reasons of a row in words. */
function useRowWords({ head, rows }: Tried) {
  const t = useText()
  const label = useLabel()
  const functionName = useFunctionName()
  const names = useMemo(
    () =>
      new Map([
        ...rows.map(({ person }) => [person.id, person.name] as const),
        ...head.rules.map((rule) => [rule.id, label(rule.label)] as const),
      ]),
    [head, rows, label],
  )
  const say = useReasonText((id) => names.get(id) ?? functionName(id))
  const rule = (position: number | null) => {
    const found = head.rules.find((one) => one.position === position)
    return found
      ? t('trials.rule-number', { number: found.position, rule: label(found.label) })
      : t('trials.nobody')
  }
  const why = (row: TrialRow) =>
    row.reasons
      .filter(({ code }) => code !== 'rule-holds')
      .map(say)
      .join(t('trials.and'))
  return { rule, why }
}

function useColumns(words: RowWords, onOpen: (line: number) => void): readonly Column<TrialRow>[] {
  const t = useText()
  const format = useFormat()
  return [
    { key: 'line', title: t('trials.line'), width: 64, align: 'end', render: ({ line }) => line },
    {
      key: 'title',
      title: t('trials.opportunity'),
      width: 190,
      card: 'title',
      render: ({ title, line }) => (
        <button type="button" className="link" title={t('trials.open')} onClick={() => onOpen(line)}>
          {title}
        </button>
      ),
    },
    {
      key: 'value',
      title: t('trials.value'),
      width: 110,
      align: 'end',
      render: ({ amount }) => format.money(amount),
    },
    {
      key: 'person',
      title: t('trials.person'),
      width: 120,
      render: ({ person }) => <PersonMark name={person.name} size={20} />,
    },
    { key: 'rule', title: t('trials.rule'), width: 180, render: (row) => words.rule(placeOf(row)) },
    { key: 'why', title: t('trials.why'), width: 220, grow: true, card: 'wide', render: words.why },
  ]
}

function People({ rows }: { rows: readonly TrialRow[] }) {
  const t = useText()
  const format = useFormat()
  return (
    <section className="card">
      <h3>{t('trials.people')}</h3>
      <table className="trial-table">
        <thead>
          <tr>
            <th scope="col">{t('trials.person')}</th>
            <th scope="col" className="figures">
              {t('trials.count')}
            </th>
            <th scope="col">{t('trials.share')}</th>
            <th scope="col" className="figures">
              {t('trials.value')}
            </th>
          </tr>
        </thead>
        <tbody>
          {sharesOf(rows).map(({ person, count, share, value }) => (
            <tr key={person.id}>
              <td>
                <PersonMark name={person.name} size={20} />
              </td>
              <td className="figures">{format.number(count)}</td>
              <td>
                <span className="trial-share">
                  <Progress percent={share * 100} showInfo={false} size="small" aria-hidden />
                  {format.percent(share * 100)}
                </span>
              </td>
              <td className="figures">{value.map((money) => format.money(money)).join(' + ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function ByRule({
  rows,
  ruleOf,
}: {
  rows: readonly TrialRow[]
  ruleOf: (position: number | null) => string
}) {
  const t = useText()
  const format = useFormat()
  return (
    <section className="card">
      <h3>{t('trials.by-rule')}</h3>
      <table className="trial-table">
        <tbody>
          {countsOf(rows).map(({ position, count }) => (
            <tr key={position ?? 'nobody'} data-nobody={position === null || undefined}>
              <th scope="row">{ruleOf(position)}</th>
              <td className="figures">{format.number(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Candidates({ line, children, onClose }: { line: number; children: ReactNode; onClose: () => void }) {
  const t = useText()
  return (
    <Modal open title={t('trials.candidates', { line })} footer={null} width={640} onCancel={onClose}>
      {children}
    </Modal>
  )
}

function ExplainedLine({
  file,
  sent,
  line,
  version,
  explain,
}: {
  file: File
  sent: Rules | undefined
  line: number
  version: number
  explain: Explain
}) {
  const found = useQuery({
    queryKey: ['trial', file.name, file.size, file.lastModified, sent ?? version, line],
    queryFn: ({ signal }) => explainLine(file, sent, line, signal),
    gcTime: 0,
  })
  if (found.isPending) return <Skeleton active />
  if (found.error) return <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
  return explain(found.data, version)
}
