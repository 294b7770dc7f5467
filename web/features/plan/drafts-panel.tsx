import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Popconfirm, Select, Skeleton } from 'antd'
import { useState } from 'react'
import { type Draft, TEMPLATES } from '../../../src/features/plan/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { beginDraft, draftsQuery, dropDraft, versionsQuery } from './queries.ts'

type Head = Awaited<ReturnType<NonNullable<(typeof draftsQuery)['queryFn']>>>['items'][number]

/** The drafts on the server: opened, begun, thrown away. */
export function DraftsPanel({
  opened,
  newName,
  onOpen,
  onGone,
  onClose,
}: {
  /** The one on the page. */
  opened: string | undefined
  newName: string
  onOpen: (id: string) => void
  onGone: (id: string) => void
  onClose: () => void
}) {
  const t = useText()
  const drafts = useQuery(draftsQuery)
  return (
    <SidePanel open title={t('plan.drafts')} onClose={onClose}>
      <ErrorNote error={drafts.error} onRetry={() => void drafts.refetch()} />
      {drafts.isPending && <Skeleton active />}
      {drafts.data?.items.length === 0 && <p className="muted">{t('plan.drafts-none')}</p>}
      <ul className="plan-versions">
        {drafts.data?.items.map((one) => (
          <DraftRow
            key={one.id}
            draft={one}
            isOpen={one.id === opened}
            onOpen={() => onOpen(one.id)}
            onGone={() => onGone(one.id)}
          />
        ))}
      </ul>
      <NewDraft usual={newName} onBegun={(draft) => onOpen(draft.id)} />
    </SidePanel>
  )
}

function DraftRow({
  draft,
  isOpen,
  onOpen,
  onGone,
}: {
  draft: Head
  isOpen: boolean
  onOpen: () => void
  onGone: () => void
}) {
  const t = useText()
  const format = useFormat()
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>()
  const drop = async () => {
    try {
      await dropDraft(draft)
      onGone()
    } catch (thrown) {
      setError(thrown)
    }
    await queries.invalidateQueries(draftsQuery)
  }
  return (
    <li>
      <div>
        <b>{draft.name}</b>
        <p className="muted">
          {t('plan.draft-by', {
            who: draft.updatedBy.name,
            when: format.instant(draft.updatedAt),
            number: draft.basedOn.number,
          })}
        </p>
        <ErrorNote error={error} />
      </div>
      <span className="panel-actions">
        <Button disabled={isOpen} aria-label={t('plan.draft-open', { name: draft.name })} onClick={onOpen}>
          {t(isOpen ? 'plan.draft-is-open' : 'plan.open')}
        </Button>
        <Popconfirm
          title={t('plan.draft-drop-sure', { name: draft.name })}
          okText={t('plan.draft-drop')}
          okButtonProps={{ danger: true }}
          onConfirm={() => void drop()}
        >
          <Button danger aria-label={t('plan.draft-drop-this', { name: draft.name })}>
            {t('plan.draft-drop')}
          </Button>
        </Popconfirm>
      </span>
    </li>
  )
}

/** A draft from what is in force, an earlier version or a template. */
function NewDraft({ usual, onBegun }: { usual: string; onBegun: (draft: Draft) => void }) {
  const t = useText()
  const queries = useQueryClient()
  const versions = useQuery(versionsQuery).data?.items ?? []
  const [name, setName] = useState(usual)
  const [from, setFrom] = useState('current')
  const [state, setState] = useState<{ busy: boolean; error?: unknown }>({ busy: false })
  const begin = async () => {
    setState({ busy: true })
    try {
      const template = TEMPLATES.find((one) => one === from)
      const made = await beginDraft({
        name: name.trim() || usual,
        ...(template
          ? { from: { kind: 'template', template } }
          : from === 'current'
            ? {}
            : { from: { kind: 'version', version: from } }),
      })
      await queries.invalidateQueries(draftsQuery)
      setState({ busy: false })
      onBegun(made)
    } catch (error) {
      setState({ busy: false, error })
    }
  }
  return (
    <>
      <h2 className="panel-part panel-heading">{t('plan.draft-new')}</h2>
      <Field label={t('plan.draft-name')}>
        {(control) => (
          <Input
            {...control}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('plan.draft-from')}>
        {(control) => (
          <Select
            {...control}
            value={from}
            options={[
              { value: 'current', label: t('plan.draft-from-current') },
              ...TEMPLATES.map((template) => ({
                value: template as string,
                label: t('plan.load-template', { name: t(`plan.template-${template}`) }),
              })),
              ...versions
                .filter(({ current }) => !current)
                .map((one) => ({ value: one.id, label: t('plan.version', { number: one.number }) })),
            ]}
            onChange={setFrom}
          />
        )}
      </Field>
      <ErrorNote error={state.error} />
      <Button type="primary" loading={state.busy} onClick={() => void begin()}>
        {t('plan.draft-begin')}
      </Button>
    </>
  )
}
