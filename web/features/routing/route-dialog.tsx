import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Input, Modal } from 'antd'
import { useState } from 'react'
import type { RoutedOne } from '../../../src/features/routing/contract.ts'
import { useReasonText } from '../../client/reason-text.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useLabel, useRefusalText, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { routeSeveral } from './queries.ts'

const FEW = 100

/** Lets the plan decide again about several: first shows who would get what and what cannot. */
export function RouteDialog({
  ids,
  onClose,
  onRouted,
}: {
  ids: string[]
  onClose: () => void
  onRouted: () => void
}) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const previewing = useMutation({ mutationFn: () => routeSeveral(ids, reason.trim(), true) })
  const routing = useMutation({
    mutationFn: () => routeSeveral(ids, reason.trim(), false),
    onSuccess: ({ routed }) => {
      toast.done(t('routing.bulk-done', { count: routed.length, changed: routed.filter(isChanged).length }))
      for (const key of [
        ['records', 'opportunity'],
        ['record', 'opportunity'],
        ['about', 'today'],
      ])
        void queries.invalidateQueries({ queryKey: key })
      onRouted()
      onClose()
    },
  })
  const preview = previewing.data
  const count = preview?.routed.length ?? 0
  return (
    <Modal
      open
      width={860}
      title={t('routing.bulk-title', { count: ids.length })}
      okText={preview ? t('routing.bulk-now', { count }) : t('routing.bulk-preview')}
      okButtonProps={{ disabled: reason.trim() === '' || (preview !== undefined && count === 0) }}
      confirmLoading={previewing.isPending || routing.isPending}
      onOk={() => (preview ? routing.mutate() : previewing.mutate())}
      onCancel={onClose}
    >
      <p className="muted">{t('routing.bulk-hint')}</p>
      <Field label={t('routing.bulk-reason')} required>
        {(control) => (
          <Input
            {...control}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {preview && <Preview routed={preview.routed} refused={preview.refused} />}
      <ErrorNote error={previewing.error ?? routing.error} />
    </Modal>
  )
}

function isChanged({ from, to }: RoutedOne): boolean {
  return from.id !== to.id
}

type Refused = { id: string; code: string; facts: Record<string, unknown> }

function Preview({ routed, refused }: { routed: readonly RoutedOne[]; refused: readonly Refused[] }) {
  const t = useText()
  const refusal = useRefusalText()
  const changed = routed.filter(isChanged)
  const said =
    routed.length === 0
      ? t('routing.bulk-none')
      : t('routing.bulk-would', { changed: changed.length, same: routed.length - changed.length })
  const reasons = [...Map.groupBy(refused, ({ code }) => code).values()]
  return (
    <>
      <Alert
        type="info"
        showIcon
        title={said}
        description={routed.length > 0 && <Receivers routed={routed} />}
      />
      {reasons.map((list) => (
        <Alert
          key={list[0]?.code}
          type="warning"
          showIcon
          title={t('routing.bulk-cannot', { count: list.length })}
          description={list.slice(0, 5).map((one) => <p key={one.id}>{refusal(one.code, one.facts)}</p>)}
        />
      ))}
      {routed.length > 0 && <Rows routed={routed} />}
    </>
  )
}

/** How many each person would get, most first. */
function Receivers({ routed }: { routed: readonly RoutedOne[] }) {
  const t = useText()
  const people = [...Map.groupBy(routed, ({ to }) => to.id).values()].sort((a, b) => b.length - a.length)
  return (
    <>
      <ul className="receivers">
        {people.map((list) => (
          <li key={list[0]?.to.id}>
            <PersonMark name={list[0]?.to.name ?? ''} size={20} /> {list.length}
          </li>
        ))}
      </ul>
      <p className="muted">{t('routing.bulk-ties')}</p>
    </>
  )
}

function Rows({ routed }: { routed: readonly RoutedOne[] }) {
  const t = useText()
  const label = useLabel()
  const names = new Map(routed.flatMap(({ from, to }) => [from, to]).map(({ id, name }) => [id, name]))
  const say = useReasonText((id) => names.get(id) ?? id)
  return (
    <section className="bulk-rows" aria-label={t('routing.bulk-preview')}>
      <table className="candidates">
        <thead>
          <tr>
            <th scope="col">{t('routing.bulk-opportunity')}</th>
            <th scope="col">{t('routing.bulk-from')}</th>
            <th scope="col">{t('routing.bulk-to')}</th>
            <th scope="col">{t('routing.bulk-because')}</th>
          </tr>
        </thead>
        <tbody>
          {routed.slice(0, FEW).map((one) => (
            <tr key={one.id}>
              <td>
                {one.number} {one.title}
              </td>
              <td>
                <PersonMark name={one.from.name} size={20} />
              </td>
              <td>{isChanged(one) ? <PersonMark name={one.to.name} size={20} /> : t('routing.bulk-same')}</td>
              <td>
                {one.rule
                  ? `${t('routing.rule', { number: one.rule.position, rule: label(one.rule.label) })} · `
                  : ''}
                {one.rule ? one.because.map(say).join(t('routing.and')) : t('routing.bulk-keeper')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {routed.length > FEW && (
        <p className="muted">{t('routing.bulk-more', { count: routed.length - FEW })}</p>
      )}
    </section>
  )
}
