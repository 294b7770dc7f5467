import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input } from 'antd'
import { type ReactNode, useMemo, useState } from 'react'
import type { PersonRow } from '../../../src/features/organisation/contract.ts'
import { fold } from '../../../src/kernel/text.ts'
import { useFunctionName } from '../../client/functions.ts'
import { everyoneQuery, rolesQuery } from '../../client/organisation.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { VirtualTable } from '../../kit/virtual-table.tsx'
import { PastePanel } from './paste-panel.tsx'
import { usePeopleColumns } from './people-columns.tsx'
import { PersonPanel } from './person-panel.tsx'

type Opened = { person: string } | 'new' | 'paste' | undefined

/** Everyone in the team; one click opens a person, many can be pasted at once. */
export function PeoplePage({
  away,
  absences,
  times,
}: {
  /** Who is away in the next weeks; opens a person by their id. */
  away: (open: (person: string) => void) => ReactNode
  /** The absences of one person. */
  absences: (person: PersonRow) => ReactNode
  /** When one person works. */
  times: (person: PersonRow) => ReactNode
}) {
  const t = useText()
  const everyone = useQuery(everyoneQuery)
  const [opened, setOpened] = useState<Opened>()
  const [words, setWords] = useState('')
  const [withLeft, setWithLeft] = useState(false)
  const columns = usePeopleColumns()
  const rows = useFound(everyone.data?.items ?? [], words, withLeft)
  const close = () => setOpened(undefined)
  return (
    <>
      <PageHeader
        title={t('organisation.people')}
        beside={<span className="muted">{t('organisation.count', { count: rows.length })}</span>}
        hint={t('organisation.people-hint')}
        actions={
          <>
            <Button onClick={() => setOpened('paste')}>{t('organisation.paste')}</Button>
            <Button type="primary" onClick={() => setOpened('new')}>
              {t('organisation.add-person')}
            </Button>
          </>
        }
      />
      <details className="card away-card">
        <summary>{t('organisation.who-is-away')}</summary>
        {away((person) => setOpened({ person }))}
      </details>
      <search className="settings-tools">
        <Input
          allowClear
          aria-label={t('organisation.find')}
          placeholder={t('organisation.find')}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Checkbox checked={withLeft} onChange={(event) => setWithLeft(event.target.checked)}>
          {t('organisation.with-left')}
        </Checkbox>
      </search>
      <ErrorNote error={everyone.error} onRetry={() => void everyone.refetch()} />
      <div className="settings-table">
        <VirtualTable
          label={t('organisation.people')}
          name="settings.people"
          rows={rows}
          idOf={(row) => row.id}
          columns={columns}
          loading={everyone.isPending}
          onOpen={(row) => setOpened({ person: row.id })}
          empty={<EmptyState title={t('organisation.no-people')} hint={t('organisation.no-people-hint')} />}
        />
      </div>
      {opened === 'paste' && <PastePanel onClose={close} />}
      {opened === 'new' && <PersonPanel onClose={close} />}
      {typeof opened === 'object' && (
        <PersonPanel
          person={everyone.data?.items.find((one) => one.id === opened.person)}
          absences={absences}
          times={times}
          onClose={close}
        />
      )}
    </>
  )
}

/** Those whose name, e-mail, department, function or role has the words. */
function useFound(people: readonly PersonRow[], words: string, withLeft: boolean): readonly PersonRow[] {
  const functionName = useFunctionName()
  const label = useLabel()
  const roles = useQuery(rolesQuery).data?.items
  return useMemo(() => {
    const wanted = fold(words)
    const textOf = (person: PersonRow) =>
      fold(
        [
          person.name,
          person.email,
          person.department?.name,
          ...person.functions.map(functionName),
          ...(roles ?? []).filter((role) => person.roles.includes(role.id)).map((role) => label(role.label)),
        ].join(' '),
      )
    return people.filter((person) => (withLeft || person.active) && textOf(person).includes(wanted))
  }, [people, words, withLeft, functionName, roles, label])
}
