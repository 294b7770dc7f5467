import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, DatePicker, Input, Radio, Select, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { PlanVersion } from '../../../src/features/plan/contract.ts'
import { documentOf } from '../../../src/features/plan/rules/document.ts'
import { canGo, suggestedMapping } from '../../../src/features/plan/rules/mapping.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { DifferencesList } from './differences-list.tsx'
import { Effects } from './effects.tsx'
import { documentIn, type PlanDraft, type Publishing } from './plan-draft.ts'
import { type Preview, previewQuery } from './queries.ts'

/** What publishing changes, where running opportunities go, when, and the last word. */
export function PublishPanel({
  current,
  draft,
  object,
  back,
  busy,
  error,
  onPublish,
  onClose,
}: {
  /** The version in force. */
  current: PlanVersion
  draft: PlanDraft
  object: ObjectMetadata
  /** Where opportunities go back to, where an earlier version was taken. */
  back: Publishing['mapping'] | undefined
  busy: boolean
  error: unknown
  onPublish: (publishing: Publishing) => void
  onClose: () => void
}) {
  const t = useText()
  const [running, setRunning] = useState<Publishing['running']>('migrate')
  const [mapping, setMapping] = useState<Publishing['mapping']>(() => ({
    ...suggestedMapping(current.stages, draft.stages),
    ...stillThere(back ?? {}, current, draft),
  }))
  const [note, setNote] = useState('')
  const [when, setWhen] = useState<When>({ kind: 'now' })
  const found = useQuery({ ...previewQuery(draft, mapping), placeholderData: keepPreviousData })
  const preview = found.data
  const astray = preview?.moves.filter(({ to }) => to === null) ?? []
  const isSet = when.kind === 'now' || when.at !== undefined
  const ready = preview !== undefined && isSet && (running === 'keep' || astray.length === 0)
  const from = when.kind === 'now' ? undefined : when.at
  return (
    <SidePanel
      open
      width={640}
      title={t('plan.publish')}
      onClose={onClose}
      footer={
        <Button
          type="primary"
          block
          loading={busy}
          disabled={!ready}
          onClick={() => onPublish({ running, mapping, note, from })}
        >
          {t(when.kind === 'now' ? 'plan.publish' : 'plan.publish-later')}
        </Button>
      }
    >
      <ErrorNote error={error ?? found.error} />
      {found.isPending && <Skeleton active />}
      {preview && (
        <DifferencesList
          differences={preview.differences}
          documents={[documentIn(draft), documentOf(current)]}
          object={object}
        />
      )}
      <Field label={t('plan.running')}>
        {({ status: _status, ...control }) => (
          <Radio.Group
            {...control}
            value={running}
            onChange={(event) => setRunning(event.target.value)}
            options={[
              { value: 'migrate', label: t('plan.running-migrate') },
              { value: 'keep', label: t('plan.running-keep') },
            ]}
          />
        )}
      </Field>
      {preview && running === 'migrate' && (
        <Moves
          current={current}
          preview={preview}
          draft={draft}
          mapping={mapping}
          object={object}
          onChoose={(from, to) => setMapping({ ...mapping, [from]: to })}
        />
      )}
      <WhenFields when={when} onChange={setWhen} />
      <Field label={t('plan.note')}>
        {(control) => (
          <Input.TextArea
            {...control}
            rows={2}
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
    </SidePanel>
  )
}

/** The ways of a mapping whose ends both exist. */
function stillThere(
  mapping: Publishing['mapping'],
  from: PlanVersion,
  to: PlanDraft,
): Record<string, string> {
  const [old, left] = [from, to].map(({ stages }) => new Set(stages.map(({ key }) => key)))
  return Object.fromEntries(Object.entries(mapping).filter(([a, b]) => old?.has(a) && left?.has(b)))
}

type When = { kind: 'now' } | { kind: 'later'; at: string | undefined }

/** At once, or from a date. */
function WhenFields({ when, onChange }: { when: When; onChange: (when: When) => void }) {
  const t = useText()
  return (
    <>
      <Field label={t('plan.when')}>
        {({ status: _status, ...control }) => (
          <Radio.Group
            {...control}
            value={when.kind}
            onChange={(event) =>
              onChange(event.target.value === 'now' ? { kind: 'now' } : { kind: 'later', at: undefined })
            }
            options={[
              { value: 'now', label: t('plan.when-now') },
              { value: 'later', label: t('plan.when-later') },
            ]}
          />
        )}
      </Field>
      {when.kind === 'later' && (
        <Field label={t('plan.when-at')} hint={t('plan.when-hint')} required>
          {(control) => (
            <DatePicker
              {...control}
              showTime={{ format: 'HH:mm' }}
              format="YYYY-MM-DD HH:mm"
              needConfirm={false}
              value={when.at ? dayjs(when.at) : null}
              minDate={dayjs()}
              onChange={(at) => onChange({ kind: 'later', at: at?.second(0).millisecond(0).toISOString() })}
            />
          )}
        </Field>
      )}
    </>
  )
}

/** Where running opportunities go: stage by stage, those that change it first; each with what becomes of every single one. */
function Moves({
  current,
  preview,
  draft,
  mapping,
  object,
  onChoose,
}: {
  current: PlanVersion
  preview: Preview
  draft: PlanDraft
  mapping: Publishing['mapping']
  object: ObjectMetadata
  onChoose: (from: string, to: string) => void
}) {
  const t = useText()
  const label = useLabel()
  const [opened, setOpened] = useState<string>()
  const before = new Map(current.stages.map((stage) => [stage.key, stage]))
  const changing = preview.moves.filter(({ from, to }) => to?.key !== from.key)
  const staying = preview.moves.filter(({ from, to, open }) => to?.key === from.key && open > 0)
  const document = documentIn(draft)
  const single = (move: Preview['moves'][number]) => (
    <>
      {move.withoutFunction > 0 && (
        <p className="plan-problem" data-level="warning">
          {t('plan.move-lacking', { count: move.withoutFunction })}
        </p>
      )}
      {move.open > 0 && (
        <Button
          type="link"
          size="small"
          aria-expanded={opened === move.from.key}
          onClick={() => setOpened(opened === move.from.key ? undefined : move.from.key)}
        >
          {t('plan.effects-of', { count: move.open, stage: label(move.from.label) })}
        </Button>
      )}
      {opened === move.from.key && (
        <Effects document={document} mapping={mapping} stage={move.from.key} object={object} />
      )}
    </>
  )
  return (
    <div className="stack">
      {changing.map((move) => {
        const { from, to, open, closed } = move
        const old = before.get(from.key)
        return (
          <div key={from.key}>
            <Field
              label={t('plan.move-from', { stage: label(from.label), open, closed })}
              error={to ? undefined : t('plan.move-needed')}
            >
              {(control) => (
                <Select
                  {...control}
                  value={to?.key ?? null}
                  options={draft.stages
                    .filter((stage) => old && canGo(old, stage))
                    .map((stage) => ({ value: stage.key, label: label(stage.label) }))}
                  onChange={(key: string | null) => key && onChoose(from.key, key)}
                />
              )}
            </Field>
            {single(move)}
          </div>
        )
      })}
      {staying.map((move) => (
        <div key={move.from.key}>
          <span>{t('plan.move-stays', { stage: label(move.from.label), open: move.open })}</span>{' '}
          {single(move)}
        </div>
      ))}
    </div>
  )
}
