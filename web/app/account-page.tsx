import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { fieldRightOf, mayDo, useMe } from '../client/session.ts'
import { DeleteDialog } from '../features/bin/delete-dialog.tsx'
import type { Binned } from '../features/bin/queries.ts'
import { DuplicatesCard } from '../features/merging/duplicates-card.tsx'
import { MergeDialog } from '../features/merging/merge-dialog.tsx'
import { ReassignDialog } from '../features/reassigning/reassign-dialog.tsx'
import { Reassignings } from '../features/reassigning/reassignings.tsx'
import { MoreMenu } from '../kit/more-menu.tsx'
import { useText } from '../kit/text.tsx'
import { idOf, type RecordJson, type Reference } from '../records/queries.ts'
import { RecordPage } from './record-page.tsx'

const ACCOUNT = [
  'industry',
  'region',
  'location',
  'holder',
  'employees',
  'annualRevenue',
  'foundedYear',
  'parent',
  'website',
  'phone',
  'note',
  'externalKey',
]
const CONTACT = ['account', 'title', 'role', 'phone', 'email', 'wechat', 'holder', 'note']

/** An account with its opportunities and contacts; its holder changes by reassigning. */
export function AccountPage() {
  return (
    <RecordPage
      name="account"
      facts={ACCOUNT}
      list="/accounts"
      fixed={['holder']}
      actions={(record) => <AccountActions record={record} />}
      beside={(record) => <BesideAccount record={record} />}
      related={[
        {
          name: 'opportunity',
          field: 'account',
          columns: ['title', 'stage', 'holder', 'amount', 'nextStepOn'],
          page: '/opportunities/$id',
        },
        {
          name: 'contact',
          field: 'account',
          columns: ['name', 'title', 'role', 'phone'],
          page: '/contacts/$id',
        },
      ]}
    />
  )
}

/** A contact with the opportunities that name them. */
export function ContactPage() {
  return (
    <RecordPage
      name="contact"
      facts={CONTACT}
      list="/contacts"
      actions={(record) => <DeleteMenu object="contact" list="/contacts" record={record} />}
      related={[
        {
          name: 'opportunity',
          field: 'contact',
          columns: ['title', 'stage', 'holder', 'amount'],
          page: '/opportunities/$id',
        },
      ]}
    />
  )
}

function AccountActions({ record }: { record: RecordJson }) {
  const t = useText()
  const me = useMe()
  const [open, setOpen] = useState(false)
  const mayReassign = mayDo(me, 'account', 'edit') && fieldRightOf(me, 'account', 'holder') === 'write'
  const account = {
    id: record.id,
    version: record.version,
    name: String(record['name']),
    holder: idOf(record['holder']) ? (record['holder'] as Reference) : null,
  }
  return (
    <>
      {mayReassign && <Button onClick={() => setOpen(true)}>{t('reassigning.reassign')}</Button>}
      <DeleteMenu object="account" list="/accounts" record={record} />
      {open && (
        <ReassignDialog
          account={account}
          mayPass={mayDo(me, 'opportunity', 'pass')}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  )
}

function DeleteMenu({ object, list, record }: { object: Binned; list: string; record: RecordJson }) {
  const t = useText()
  const me = useMe()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  if (!mayDo(me, object, 'delete')) return null
  return (
    <>
      <MoreMenu
        actions={[{ key: 'delete', label: t('bin.delete'), danger: true, onDo: () => setOpen(true) }]}
      />
      {open && (
        <DeleteDialog
          object={object}
          items={[{ id: record.id, version: record.version }]}
          onClose={() => setOpen(false)}
          onDeleted={() => void navigate({ to: list })}
        />
      )}
    </>
  )
}

function BesideAccount({ record }: { record: RecordJson }) {
  const me = useMe()
  const navigate = useNavigate()
  const [other, setOther] = useState<string>()
  const mayEdit = mayDo(me, 'account', 'edit')
  const close = () => setOther(undefined)
  return (
    <>
      <DuplicatesCard object="account" id={record.id} onMerge={mayEdit ? setOther : undefined} />
      <Reassignings account={record} mayReturn={mayEdit && mayDo(me, 'opportunity', 'pass')} />
      {other && (
        <MergeDialog
          object="account"
          ids={[record.id, other]}
          onClose={close}
          onMerged={(survivor) => {
            close()
            void navigate({ to: '/accounts/$id', params: { id: survivor } })
          }}
        />
      )}
    </>
  )
}
