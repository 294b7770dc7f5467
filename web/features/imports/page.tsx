import { InboxOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Segmented, Upload } from 'antd'
import { useState } from 'react'
import { IMPORT_OBJECTS, type ImportObject, type Run } from '../../../src/features/imports/contract.ts'
import { metadataQuery } from '../../client/metadata.ts'
import { useMe } from '../../client/session.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { runQuery, runsQuery, upload } from './queries.ts'
import { RunSteps } from './run-steps.tsx'

/** Brings a table in: choose a file, say what its columns mean, try it, carry it out. Goes on when the page is closed. */
export function ImportPage() {
  const t = useText()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as { run?: string }
  const open = (id: string | undefined) =>
    void navigate({ to: '/import', search: (id ? { run: id } : {}) as never })
  return (
    <div className="page page-narrow import">
      <PageHeader
        title={t('app.import')}
        hint={t('imports.hint')}
        actions={search.run && <Button onClick={() => open(undefined)}>{t('imports.another')}</Button>}
      />
      {search.run ? <OpenRun id={search.run} /> : <Start onOpened={open} />}
    </div>
  )
}

function OpenRun({ id }: { id: string }) {
  const found = useQuery(runQuery(id))
  if (found.error) return <ErrorNote error={found.error} />
  return found.data ? <RunSteps key={found.data.version} run={found.data} /> : null
}

function Start({ onOpened }: { onOpened: (id: string) => void }) {
  const t = useText()
  const label = useLabel()
  const me = useMe()
  const queries = useQueryClient()
  const metadata = useQuery(metadataQuery)
  const [object, setObject] = useState<ImportObject>('opportunity')
  const sending = useMutation({
    mutationFn: (file: File) => upload(object, file),
    onSuccess: (run: Run) => {
      queries.setQueryData(runQuery(run.id).queryKey, run as never)
      onOpened(run.id)
    },
  })
  const objects = IMPORT_OBJECTS.filter((name) => name !== 'person' || me.rights.admin)
  const nameOf = (name: string) => {
    const found = metadata.data?.objects.find((one) => one.name === name)
    return found ? label(found.pluralLabel) : name
  }
  return (
    <>
      <Segmented<ImportObject>
        aria-label={t('imports.what')}
        value={object}
        onChange={setObject}
        options={objects.map((name) => ({ value: name, label: nameOf(name) }))}
      />
      <Upload.Dragger
        accept=".csv,.tsv,.txt,.xlsx"
        showUploadList={false}
        disabled={sending.isPending}
        customRequest={({ file }) => sending.mutate(file as File)}
      >
        <p className="empty-icon">
          <InboxOutlined />
        </p>
        <p>{t(sending.isPending ? 'imports.uploading' : 'imports.drop')}</p>
        <p className="muted">{t('imports.forms')}</p>
      </Upload.Dragger>
      <ErrorNote error={sending.error} />
      <Earlier onOpen={onOpened} />
    </>
  )
}

function Earlier({ onOpen }: { onOpen: (id: string) => void }) {
  const t = useText()
  const format = useFormat()
  const { data } = useQuery(runsQuery)
  if (!data || data.items.length === 0) return null
  return (
    <section className="card">
      <h2>{t('imports.earlier')}</h2>
      <ul className="runs">
        {data.items.map((run) => (
          <li key={run.id}>
            <button type="button" className="link" onClick={() => onOpen(run.id)}>
              {run.fileName}
            </button>
            <span className="muted">
              {t(`imports.state-${run.state}`)} ·{' '}
              {t('imports.made', { count: format.number(run.created, 0) })} · {format.relative(run.createdAt)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
