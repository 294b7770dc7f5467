import { Button } from 'antd'
import { useState } from 'react'
import type { HandOver, RulingInput } from '../../../src/features/handover/contract.ts'
import { mayDo, useMe } from '../../client/session.ts'
import { ConfirmWithReason } from '../../kit/confirm-with-reason.tsx'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import type { Reference } from '../../records/queries.ts'
import { RecordPicker } from '../../records/record-picker.tsx'
import { sendRuling } from './queries.ts'

type Ruling = RulingInput['ruling']

/** What whoever decides about an unanswered hand-over can do, each with a reason. */
export function RulingActions({ handOver, onSettled }: { handOver: HandOver; onSettled: () => void }) {
  const t = useText()
  const me = useMe()
  const toast = useToast()
  const [ruling, setRuling] = useState<Ruling>()
  const [other, setOther] = useState<Reference | null>(null)
  const { id, version, from, to, waitsFor } = handOver
  const names: Record<Ruling, string> = {
    accept: t('handover.rule-accept', { name: to.name }),
    decline: t('handover.rule-decline', { name: to.name }),
    return: t('handover.rule-return', { name: from.name }),
    'offer-to': t('handover.rule-offer-to'),
    'pass-to': t('handover.rule-pass-to'),
  }
  const isToOther = ruling === 'offer-to' || ruling === 'pass-to'
  const choices = (Object.keys(names) as Ruling[]).filter(
    (one) => one !== 'pass-to' || mayDo(me, 'opportunity', 'pass'),
  )
  const close = () => {
    setRuling(undefined)
    setOther(null)
  }
  const send = async (reason: string) => {
    if (!ruling) return
    if (isToOther) await sendRuling(id, version, { ruling, to: other?.id ?? '', reason })
    else await sendRuling(id, version, { ruling, reason })
    toast.done(t('handover.rule-done'))
    close()
    onSettled()
  }
  const owes = waitsFor === 'giver' ? from.name : to.name
  return (
    <>
      <p>{t('handover.rule-hint', { name: owes, giver: from.name })}</p>
      <footer>
        {choices.map((one) => (
          <Button key={one} type={one === 'accept' ? 'primary' : 'default'} onClick={() => setRuling(one)}>
            {names[one]}
          </Button>
        ))}
      </footer>
      <ConfirmWithReason
        open={ruling !== undefined}
        title={ruling && names[ruling]}
        ready={!isToOther || other !== null}
        onCancel={close}
        onConfirm={send}
      >
        {isToOther && (
          <Field label={t('handover.to')} required>
            {(control) => (
              <RecordPicker
                control={control}
                object="person"
                value={other}
                onChange={setOther}
                without={[from.id]}
              />
            )}
          </Field>
        )}
      </ConfirmWithReason>
    </>
  )
}
