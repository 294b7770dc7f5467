import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Input, Radio, Select, Skeleton } from 'antd'
import { useState } from 'react'
import type { Difference, PlanVersion } from '../../../src/features/plan/contract.ts'
import { canGo, suggestedMapping } from '../../../src/features/plan/rules/mapping.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { type MessageKey, useLabel, useLanguage, useText } from '../../kit/text.tsx'
import type { PlanDraft, Publishing } from './plan-draft.ts'
import { type Preview, previewQuery } from './queries.ts'

/** What publishing changes, where running opportunities go, and the last word. */
export function PublishPanel({
  current,
  draft,
  busy,
  error,
  onPublish,
  onClose,
}: {
  /** The version in force. */
  current: PlanVersion
  draft: PlanDraft
  busy: boolean
  error: unknown
  onPublish: (publishing: Publishing) => void
  onClose: () => void
}) {
  const t = useText()
  const [running, setRunning] = useState<Publishing['running']>('migrate')
  const [mapping, setMapping] = useState<Publishing['mapping']>(() =>
    suggestedMapping(current.stages, draft.stages),
  )
  const [note, setNote] = useState('')
  const found = useQuery({ ...previewQuery(draft, mapping), placeholderData: keepPreviousData })
  const preview = found.data
  const astray = preview?.moves.filter(({ to }) => to === null) ?? []
  const ready = preview !== undefined && (running === 'keep' || astray.length === 0)
  return (
    <SidePanel
      open
      width={560}
      title={t('plan.publish')}
      onClose={onClose}
      footer={
        <Button
          type="primary"
          block
          loading={busy}
          disabled={!ready}
          onClick={() => onPublish({ running, mapping, note })}
        >
          {t('plan.publish')}
        </Button>
      }
    >
      <ErrorNote error={error ?? found.error} />
      {found.isPending && <Skeleton active />}
      {preview && <Differences differences={preview.differences} draft={draft} />}
      <Field label={t('plan.running')}>
        {(control) => (
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
          onChoose={(from, to) => setMapping({ ...mapping, [from]: to })}
        />
      )}
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

function Differences({ differences, draft }: { differences: readonly Difference[]; draft: PlanDraft }) {
  const t = useText()
  const label = useLabel()
  const between = useLanguage() === 'zh' ? '、' : ', '
  const nameOf = ({ part, key }: Difference) => {
    const parts = part === 'stage' ? draft.stages : part === 'process' ? draft.processes : []
    const named = parts.find((one) => one.key === key)
    return named ? label(named.label) : key
  }
  const settingsOf = ({ settings }: Difference) =>
    settings.map(({ name }) => t(`plan.setting-${name}` as MessageKey)).join(between)
  return (
    <ul className="plan-differences">
      {differences.map((one) => (
        <li key={`${one.part} ${one.key} ${one.change}`}>
          {one.part === 'keeper'
            ? t('plan.keeper-changes')
            : t(`plan.part-${one.change}`, {
                part: t(`plan.part-${one.part}`),
                name: nameOf(one),
                settings: settingsOf(one),
              })}
        </li>
      ))}
    </ul>
  )
}

/** Where running opportunities go: those that change their stage or hold one that is gone. */
function Moves({
  current,
  preview,
  draft,
  onChoose,
}: {
  current: PlanVersion
  preview: Preview
  draft: PlanDraft
  onChoose: (from: string, to: string) => void
}) {
  const t = useText()
  const label = useLabel()
  const before = new Map(current.stages.map((stage) => [stage.key, stage]))
  const telling = preview.moves.filter(({ from, to }) => to?.key !== from.key)
  return (
    <div className="stack">
      {telling.map(({ from, to, open, closed }) => {
        const old = before.get(from.key)
        return (
          <Field
            key={from.key}
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
        )
      })}
    </div>
  )
}
