import { Radio } from 'antd'
import { useState } from 'react'
import { useObject } from '../../client/metadata.ts'
import { mayDo, useMe } from '../../client/session.ts'
import { useText } from '../../kit/text.tsx'
import { NewRecord } from '../../records/new-record.tsx'
import type { Reference } from '../../records/queries.ts'
import { RecordPicker } from '../../records/record-picker.tsx'

const FIELDS = [
  'title',
  'type',
  'account',
  'companyName',
  'contactName',
  'contactPhone',
  'product',
  'amount',
  'expectedCloseOn',
  'region',
  'source',
  'requirement',
  'nextStep',
  'nextStepOn',
]

/** A new opportunity, and who holds it from its first instant: the plan's choice, oneself, or somebody named. */
export function NewOpportunity({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const t = useText()
  const me = useMe()
  const object = useObject('opportunity')
  const [who, setWho] = useState<'plan' | 'me' | 'other'>('plan')
  const [other, setOther] = useState<Reference | null>(null)
  if (!object) return null
  const holder = who === 'me' ? me.person.id : who === 'other' ? other?.id : undefined
  const options = [
    { value: 'plan' as const, label: t('opportunities.held-by-plan') },
    { value: 'me' as const, label: t('opportunities.held-by-me') },
    ...(mayDo(me, 'opportunity', 'pass')
      ? [{ value: 'other' as const, label: t('opportunities.held-by-other') }]
      : []),
  ]
  return (
    <NewRecord
      object={object}
      fields={FIELDS}
      first={{ type: 'new-customer' }}
      extra={holder ? { holder } : {}}
      more={
        <fieldset className="who-holds">
          <legend>{t('opportunities.who-holds')}</legend>
          <Radio.Group value={who} options={options} onChange={(event) => setWho(event.target.value)} />
          {who === 'other' && <RecordPicker object="person" value={other} onChange={setOther} />}
        </fieldset>
      }
      onClose={onClose}
      onMade={(record) => onMade(record.id)}
    />
  )
}
