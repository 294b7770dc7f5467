import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Checkbox, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import type { Reference } from '../../records/queries.ts'
import { RecordPicker } from '../../records/record-picker.tsx'
import { giveBack, type Reassigned, reassign } from './queries.ts'

const CHOICES = ['old-holder', 'all', 'none', 'rows'] as const
type Way = (typeof CHOICES)[number]
type Account = { id: string; version: number; name: string; holder: Reference | null }

/** Gives an account another holder; says beforehand which open opportunities go along, which stay, and lets them be chosen. */
export function ReassignDialog({
  account,
  mayPass,
  onClose,
}: {
  account: Account
  /** Whether opportunities can go along. */
  mayPass: boolean
  onClose: () => void
}) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [to, setTo] = useState<Reference | null>(null)
  const [reason, setReason] = useState('')
  const [way, setWay] = useState<Way>(mayPass ? 'old-holder' : 'none')
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [tasks, setTasks] = useState(true)
  const seen = useQuery({
    queryKey: ['record', 'account', account.id, 'reassigning', account.version, to?.id, way, tasks],
    queryFn: () =>
      reassign(account, {
        person: to?.id ?? '',
        reason: t('reassigning.preview'),
        opportunities: way === 'rows' ? 'all' : way,
        tasks,
        preview: true,
      }),
    enabled: to !== null,
    gcTime: 0,
    placeholderData: (before) => before,
  })
  const settle = () => {
    for (const key of [['records'], ['record'], ['about']]) void queries.invalidateQueries({ queryKey: key })
  }
  const going = (seen.data?.passing ?? []).filter(({ id }) => way !== 'rows' || !left.has(id))
  const doing = useMutation({
    mutationFn: () =>
      reassign(account, {
        person: to?.id ?? '',
        reason: reason.trim(),
        opportunities: way === 'rows' ? going.map(({ id }) => id) : way,
        tasks,
        preview: false,
      }),
    onSuccess: ({ account: after, act, passing }) => {
      settle()
      onClose()
      const undo = async () => {
        await giveBack(after, { act: act ?? '', reason: t('reassigning.undone'), preview: false })
        settle()
      }
      toast.done(
        t('reassigning.done', { name: to?.title ?? '', count: passing.length }),
        mayPass ? undo : undefined,
      )
    },
  })
  return (
    <Modal
      open
      width={640}
      title={t('reassigning.title', { account: account.name })}
      okText={t('reassigning.now', { count: going.length })}
      okButtonProps={{ disabled: to === null || reason.trim().length < 2 || !seen.data }}
      confirmLoading={doing.isPending}
      onOk={() => doing.mutate()}
      onCancel={onClose}
    >
      <Field label={t('reassigning.to')} required>
        {(control) => (
          <RecordPicker
            control={control}
            object="person"
            value={to}
            onChange={setTo}
            {...(account.holder ? { without: [account.holder.id] } : {})}
          />
        )}
      </Field>
      <Field label={t('reassigning.reason')} required>
        {(control) => (
          <Input
            {...control}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <fieldset className="plain">
        <legend>{t('reassigning.opportunities')}</legend>
        <Radio.Group
          className="several-lines"
          value={way}
          onChange={(event) => setWay(event.target.value as Way)}
          options={CHOICES.map((one) => ({
            value: one,
            label: t(`reassigning.${one}`, { name: account.holder?.title ?? t('reassigning.nobody') }),
            disabled: !mayPass && one !== 'none',
          }))}
        />
        {way !== 'none' && (
          <Checkbox checked={tasks} onChange={(event) => setTasks(event.target.checked)}>
            {t('reassigning.tasks')}
          </Checkbox>
        )}
      </fieldset>
      {seen.data && <Preview told={seen.data} rows={way === 'rows'} left={left} onLeave={setLeft} />}
      <ErrorNote error={doing.error ?? seen.error} />
    </Modal>
  )
}

/** Which go and which stay; row by row where they are chosen so. */
function Preview({
  told,
  rows,
  left,
  onLeave,
}: {
  told: Reassigned
  rows: boolean
  left: ReadonlySet<string>
  onLeave: (left: ReadonlySet<string>) => void
}) {
  const t = useText()
  const toggle = (id: string, goes: boolean) => {
    const next = new Set(left)
    if (goes) next.delete(id)
    else next.add(id)
    onLeave(next)
  }
  return (
    <section aria-label={t('reassigning.preview')} className="moving-list">
      <h3>
        {t('reassigning.going', { count: told.passing.filter(({ id }) => !rows || !left.has(id)).length })}
      </h3>
      <ul>
        {told.passing.slice(0, 200).map((one) => (
          <li key={one.id}>
            {rows ? (
              <Checkbox
                checked={!left.has(one.id)}
                onChange={(event) => toggle(one.id, event.target.checked)}
              >
                #{one.number} {one.title}
              </Checkbox>
            ) : (
              <>
                #{one.number} {one.title}
              </>
            )}{' '}
            <PersonMark name={one.from.name} />
          </li>
        ))}
      </ul>
      {told.tasks > 0 && <p className="muted">{t('reassigning.with-tasks', { count: told.tasks })}</p>}
      {told.staying.length > 0 && (
        <>
          <h3>{t('reassigning.staying', { count: told.staying.length })}</h3>
          <ul>
            {told.staying.slice(0, 20).map((one) => (
              <li key={one.id}>
                #{one.number} {one.title} <PersonMark name={one.from.name} />
              </li>
            ))}
          </ul>
        </>
      )}
      {told.unseen > 0 && (
        <Alert type="info" showIcon title={t('reassigning.unseen', { count: told.unseen })} />
      )}
    </section>
  )
}
