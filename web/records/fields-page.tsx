import { useQuery } from '@tanstack/react-query'
import { Button, Select, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { type FieldMetadata, metadataQuery, type ObjectMetadata } from '../client/metadata.ts'
import { ErrorNote } from '../kit/error-note.tsx'
import { PageHeader } from '../kit/page-header.tsx'
import { useLabel, useText } from '../kit/text.tsx'
import { customFieldsQuery } from './definition-queries.ts'
import { FieldPanel } from './field-panel.tsx'

/** The fields of every kind of record; the company's own can be added and changed. */
export function FieldsPage() {
  const t = useText()
  const label = useLabel()
  const found = useQuery(metadataQuery)
  const objects = (found.data?.objects ?? []).filter((object) => !object.closed)
  const [name, setName] = useState('opportunity')
  const [opened, setOpened] = useState<string>()
  const object = objects.find((one) => one.name === name) ?? objects[0]
  const versions = useQuery({ ...customFieldsQuery(object?.name ?? ''), enabled: object !== undefined })
  const version = versions.data?.items.find((one) => one.name === opened)?.version
  return (
    <>
      <PageHeader
        title={t('definition.fields')}
        hint={t('definition.hint')}
        actions={
          <Button type="primary" disabled={!object} onClick={() => setOpened('')}>
            {t('definition.add')}
          </Button>
        }
      />
      <div className="settings-tools">
        <Select
          aria-label={t('definition.object')}
          style={{ minWidth: 180 }}
          value={object?.name ?? null}
          options={objects.map((one) => ({ value: one.name, label: label(one.pluralLabel) }))}
          onChange={(next) => next && setName(next)}
        />
      </div>
      <ErrorNote
        error={found.error ?? versions.error}
        onRetry={() => void Promise.all([found.refetch(), versions.refetch()])}
      />
      {found.isPending && <Skeleton active />}
      {object && <FieldTable object={object} onOpen={(field) => setOpened(field.name)} />}
      {object && opened === '' && <FieldPanel object={object} onClose={() => setOpened(undefined)} />}
      {object && opened && version !== undefined && (
        <FieldPanel
          key={`${opened}-${version}`}
          object={object}
          version={version}
          field={object.fields.find((field) => field.name === opened)}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  )
}

function FieldTable({ object, onOpen }: { object: ObjectMetadata; onOpen: (field: FieldMetadata) => void }) {
  const t = useText()
  const label = useLabel()
  const own = object.fields.filter((field) => field.custom)
  const builtIn = object.fields.filter((field) => !field.custom)
  return (
    <div className="card scroll-x">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t('definition.label')}</th>
            <th scope="col">{t('definition.type')}</th>
            <th scope="col">{t('definition.name')}</th>
            <th scope="col">{t('definition.required')}</th>
            <th scope="col">{t('definition.kept-by')}</th>
          </tr>
        </thead>
        <tbody>
          {[...own, ...builtIn].map((field) => (
            <tr key={field.name}>
              <td>
                {field.custom ? (
                  <button type="button" className="name-button" onClick={() => onOpen(field)}>
                    {label(field.label)}
                  </button>
                ) : (
                  label(field.label)
                )}
              </td>
              <td>{t(`definition.type-${field.type}`)}</td>
              <td>
                <code>{field.name}</code>
              </td>
              <td>{field.required ? t('records.yes') : ''}</td>
              <td>
                {field.custom ? (
                  <Tag color="processing">{t('definition.own')}</Tag>
                ) : (
                  t('definition.built-in')
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
