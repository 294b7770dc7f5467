import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Modal, Popconfirm, Skeleton } from 'antd'
import { useState } from 'react'
import type { Text } from '../../../src/kernel/text.ts'
import { functionsQuery } from '../../client/functions.ts'
import { organisationChanged } from '../../client/organisation.ts'
import { BothLanguages, inBothLanguages } from '../../kit/both-languages.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { functionKeyOf } from './function-key.ts'
import { deleteFunction, putFunction } from './queries.ts'

type Fn = { key: string; label: Text; people: number }

/** The functions people have: marketing, sales, technical support, and the company's own. */
export function FunctionsCard() {
  const t = useText()
  const found = useQuery(functionsQuery)
  const [opened, setOpened] = useState<Fn | 'new'>()
  const items = found.data?.items ?? []
  return (
    <section className="card" aria-label={t('organisation.functions')}>
      <div className="card-head">
        <h2>{t('organisation.functions')}</h2>
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => setOpened('new')}>
          {t('organisation.add-function')}
        </Button>
      </div>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      <ul>
        {items.map((fn) => (
          <li key={fn.key}>
            <Row fn={fn} onOpen={() => setOpened(fn)} />
          </li>
        ))}
      </ul>
      {opened && (
        <FunctionDialog
          {...(opened === 'new' ? {} : { fn: opened })}
          taken={items.map((fn) => fn.key)}
          onClose={() => setOpened(undefined)}
        />
      )}
    </section>
  )
}

function Row({ fn, onOpen }: { fn: Fn; onOpen: () => void }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const name = useLabel()(fn.label)
  const deleting = useMutation({
    mutationFn: () => deleteFunction(fn.key),
    onSuccess: () => toast.done(t('organisation.function-deleted', { name })),
    onError: toast.failed,
    onSettled: () => organisationChanged(queries),
  })
  return (
    <div className="function-row">
      <span>{name}</span>
      <span className="muted">{t('organisation.count', { count: fn.people })}</span>
      <Button
        type="text"
        icon={<EditOutlined />}
        aria-label={t('organisation.edit-named', { name })}
        title={t('organisation.edit-function')}
        onClick={onOpen}
      />
      <Popconfirm
        title={t('organisation.delete-title', { name })}
        okText={t('organisation.delete')}
        cancelText={t('kit.cancel')}
        onConfirm={() => deleting.mutate()}
      >
        <Button
          type="text"
          icon={<DeleteOutlined />}
          aria-label={t('organisation.delete-named', { name })}
          title={t('organisation.delete')}
          loading={deleting.isPending}
        />
      </Popconfirm>
    </div>
  )
}

function FunctionDialog({ fn, taken, onClose }: { fn?: Fn; taken: readonly string[]; onClose: () => void }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const name = useLabel()
  const [label, setLabel] = useState<Text>(fn?.label ?? { zh: '', en: '' })
  const [tried, setTried] = useState(false)
  const given = inBothLanguages(label)
  const key = fn?.key ?? functionKeyOf(given?.en ?? '')
  const problem = !given
    ? t('records.required')
    : key === ''
      ? t('organisation.function-needs-english')
      : !fn && taken.includes(key)
        ? t('organisation.function-there')
        : undefined
  const saving = useMutation({
    mutationFn: () => putFunction(key, given ?? label),
    onSuccess: () => {
      toast.done(t('organisation.function-saved', { name: name(given ?? label) }))
      onClose()
    },
    onSettled: () => organisationChanged(queries),
  })
  return (
    <Modal
      open
      title={t(fn ? 'organisation.edit-function' : 'organisation.add-function')}
      okText={t('kit.save')}
      cancelText={t('kit.cancel')}
      confirmLoading={saving.isPending}
      onOk={() => {
        setTried(true)
        if (!problem) saving.mutate()
      }}
      onCancel={onClose}
    >
      <BothLanguages
        label={t('organisation.function-name')}
        value={label}
        onChange={setLabel}
        {...(tried && problem ? { [given ? 'englishError' : 'error']: problem } : {})}
      />
      <ErrorNote error={saving.error} />
    </Modal>
  )
}
