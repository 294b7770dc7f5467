import './succession.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, DatePicker, Input } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { CARRIED_LINES, type Packet } from '../../../src/features/handover/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { leavingQuery, writePacket } from './queries.ts'

type Leaving = { id: string; account: string; packet: Packet | null; opportunity: { title: string } }

/** What I give away when I leave: to whom, and the packet I leave with each. Nothing where I do not. */
export function LeavingPart() {
  const t = useText()
  const format = useFormat()
  const found = useQuery(leavingQuery)
  const [opened, setOpened] = useState<Leaving>()
  const items = found.data?.items ?? []
  if (items.length === 0) return null
  return (
    <section className="card" aria-label={t('succession.leaving')}>
      <h2>{t('succession.leaving')}</h2>
      <p className="muted">{t('succession.leaving-hint')}</p>
      <div className="scroll-x">
        <table className="leaving-table">
          <caption className="only-heard">{t('succession.leaving')}</caption>
          <tbody>
            {items.map((one) => (
              <tr key={one.id}>
                <td>
                  {one.opportunity.title}
                  <div className="muted">{one.account}</div>
                </td>
                <td>{one.to && <PersonMark name={one.to.name} size={20} />}</td>
                <td className="muted">{format.instant(one.dueAt)}</td>
                <td>
                  <Button size="small" onClick={() => setOpened(one)}>
                    {t(one.packet ? 'succession.packet-change' : 'succession.packet-write')}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {opened && <PacketPanel leaving={opened} onClose={() => setOpened(undefined)} />}
    </section>
  )
}

const LINES = [...CARRIED_LINES, 'nextStep'] as const

function PacketPanel({ leaving, onClose }: { leaving: Leaving; onClose: () => void }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [packet, setPacket] = useState<Partial<Packet>>(leaving.packet ?? {})
  const { needs, nextStep, nextStepOn, ...rest } = packet
  const ready = needs?.trim() && nextStep?.trim() && nextStepOn
  const saving = useMutation({
    mutationFn: () => {
      const said = Object.fromEntries(Object.entries(rest).filter(([, line]) => line?.trim()))
      return writePacket(leaving.id, {
        ...said,
        needs: needs ?? '',
        nextStep: nextStep ?? '',
        nextStepOn: nextStepOn ?? '',
      })
    },
    onSuccess: () => {
      toast.done(t('succession.packet-saved'))
      void queries.invalidateQueries({ queryKey: leavingQuery.queryKey })
      onClose()
    },
  })
  return (
    <SidePanel
      open
      title={leaving.opportunity.title}
      onClose={onClose}
      footer={
        <Button
          type="primary"
          block
          disabled={!ready}
          loading={saving.isPending}
          onClick={() => saving.mutate()}
        >
          {t('kit.save')}
        </Button>
      }
    >
      <ErrorNote error={saving.error} />
      {LINES.map((line) => (
        <Field key={line} label={t(`handover.${line}`)} required={line === 'needs' || line === 'nextStep'}>
          {(control) => (
            <Input.TextArea
              {...control}
              autoSize={{ minRows: line === 'needs' ? 2 : 1, maxRows: 6 }}
              maxLength={2000}
              value={packet[line] ?? ''}
              onChange={({ target }) => setPacket({ ...packet, [line]: target.value })}
            />
          )}
        </Field>
      ))}
      <Field label={t('handover.nextStepOn')} required>
        {(control) => (
          <DatePicker
            {...control}
            style={{ width: '100%' }}
            value={nextStepOn ? dayjs(nextStepOn) : null}
            onChange={(day) => setPacket({ ...packet, nextStepOn: day?.format('YYYY-MM-DD') ?? '' })}
          />
        )}
      </Field>
    </SidePanel>
  )
}
