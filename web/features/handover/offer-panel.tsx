import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, DatePicker, Input } from 'antd'
import dayjs from 'dayjs'
import { Fragment, type ReactNode, useState } from 'react'
import { CARRIED_LINES } from '../../../src/features/handover/contract.ts'
import { droppedLines } from '../../../src/features/handover/rules.ts'
import { useAway, useUntil } from '../../kit/away.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import type { Reference } from '../../records/queries.ts'
import { RecordPicker } from '../../records/record-picker.tsx'
import { DroppedLine } from './dropped-line.tsx'
import { handOversQuery, sendOffer } from './queries.ts'

const LINES = [...CARRIED_LINES, 'nextStep'] as const
const WANTED = new Set<string>(['needs', 'nextStep'])

/** Offers an opportunity with a packet; what the last accepted packet carried is there already, so that nothing is lost unseen. `suggested` stands above the choice of the receiver. */
export function OfferPanel({
  opportunity,
  holderId,
  first,
  suggestion,
  onClose,
}: {
  opportunity: { id: string; requirement?: string | null }
  holderId: string
  first?: Reference | null | undefined
  suggestion?: ReactNode
  onClose: () => void
}) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [to, setTo] = useState<Reference | null>(first ?? null)
  const accepted = useQuery(handOversQuery(opportunity.id)).data?.items.find((o) => o.state === 'accepted')
  const away = useAway(to?.id)
  const until = useUntil()
  const [packet, setPacket] = useState<Record<string, string>>(() => {
    const carried = CARRIED_LINES.flatMap((line) => {
      const said = accepted?.packet[line]
      return said ? [[line, said]] : []
    })
    return { needs: opportunity.requirement ?? '', ...Object.fromEntries(carried) }
  })
  const [reasons, setReasons] = useState<Record<string, string>>({})
  const [tried, setTried] = useState(false)
  const missing = (name: string) => tried && !packet[name]?.trim()
  const given = Object.fromEntries(Object.entries(packet).filter(([, value]) => value.trim() !== ''))
  const said = Object.fromEntries(Object.entries(reasons).filter(([, value]) => value.trim() !== ''))
  const { dropped, unexplained } = droppedLines(accepted?.packet ?? null, given as never, said)
  const lost = new Set([...Object.keys(dropped), ...unexplained])
  const ready =
    to !== null && given['needs'] && given['nextStep'] && given['nextStepOn'] && !unexplained.length
  const offering = useMutation({
    mutationFn: () =>
      sendOffer(opportunity.id, {
        to: to?.id ?? '',
        packet: given as never,
        dropped,
        knowing: away !== undefined,
      }),
    onSuccess: () => {
      toast.done(t('handover.offered-done', { name: to?.title ?? '' }))
      void queries.invalidateQueries({ queryKey: ['record', 'opportunity', opportunity.id] })
      void queries.invalidateQueries({ queryKey: ['about', 'hand-over'] })
      onClose()
    },
  })
  const submit = () => {
    setTried(true)
    if (ready) offering.mutate()
  }
  return (
    <SidePanel
      open
      title={t('handover.offer-title')}
      onClose={onClose}
      footer={
        <Button type="primary" block loading={offering.isPending} onClick={submit}>
          {t('handover.offer')}
        </Button>
      }
    >
      <p className="muted">{t('handover.offer-hint')}</p>
      {suggestion}
      <Field label={t('handover.to')} required error={tried && !to ? t('records.required') : undefined}>
        {(control) => (
          <RecordPicker control={control} object="person" value={to} onChange={setTo} without={[holderId]} />
        )}
      </Field>
      {to && away && (
        <Alert
          className="away-note"
          type="warning"
          showIcon
          title={t('handover.receiver-away', {
            name: to.title ?? '',
            until: until(away.until),
            acting: away.acting.name,
          })}
        />
      )}
      {LINES.map((name) => (
        <Fragment key={name}>
          <Field
            label={t(`handover.${name}`)}
            required={WANTED.has(name)}
            error={WANTED.has(name) && missing(name) ? t('records.required') : undefined}
          >
            {(control) => (
              <Input.TextArea
                {...control}
                autoSize={{ minRows: name === 'needs' ? 3 : 1, maxRows: 6 }}
                maxLength={2000}
                value={packet[name] ?? ''}
                onChange={(event) => setPacket({ ...packet, [name]: event.target.value })}
              />
            )}
          </Field>
          {name !== 'nextStep' && lost.has(name) && !WANTED.has(name) && (
            <DroppedLine
              line={name}
              before={accepted?.packet[name] ?? ''}
              reason={reasons[name] ?? ''}
              isMissing={tried && unexplained.includes(name)}
              onChange={(reason) => setReasons({ ...reasons, [name]: reason })}
            />
          )}
        </Fragment>
      ))}
      <Field
        label={t('handover.nextStepOn')}
        required
        error={missing('nextStepOn') ? t('records.required') : undefined}
      >
        {(control) => (
          <DatePicker
            {...control}
            style={{ width: '100%' }}
            value={packet['nextStepOn'] ? dayjs(packet['nextStepOn']) : null}
            onChange={(day) => setPacket({ ...packet, nextStepOn: day ? day.format('YYYY-MM-DD') : '' })}
          />
        )}
      </Field>
      <ErrorNote error={offering.error} />
    </SidePanel>
  )
}
