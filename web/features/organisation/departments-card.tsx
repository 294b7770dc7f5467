import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm, Skeleton } from 'antd'
import { useState } from 'react'
import type { Department } from '../../../src/features/organisation/contract.ts'
import { departmentsQuery, organisationChanged } from '../../client/organisation.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { DepartmentDialog } from './department-dialog.tsx'
import { type DepartmentNode, treeOf } from './department-tree.ts'
import { deleteDepartment } from './queries.ts'

type Opened = { department?: Department; parent: string | null }

/** The department tree: adding below, renaming, moving, deleting what is empty. */
export function DepartmentsCard() {
  const t = useText()
  const found = useQuery(departmentsQuery)
  const [opened, setOpened] = useState<Opened>()
  const tree = treeOf(found.data?.items ?? [])
  return (
    <section className="card" aria-label={t('organisation.departments')}>
      <div className="card-head">
        <h2>{t('organisation.departments')}</h2>
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => setOpened({ parent: null })}>
          {t('organisation.add-department')}
        </Button>
      </div>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && tree.length === 0 && (
        <EmptyState title={t('organisation.no-departments')} hint={t('organisation.no-departments-hint')} />
      )}
      <div className="department-list">
        <Branch nodes={tree} onOpen={setOpened} />
      </div>
      {opened && <DepartmentDialog {...opened} onClose={() => setOpened(undefined)} />}
    </section>
  )
}

function Branch({ nodes, onOpen }: { nodes: readonly DepartmentNode[]; onOpen: (opened: Opened) => void }) {
  return (
    <ul>
      {nodes.map((node) => (
        <li key={node.id}>
          <Row node={node} onOpen={onOpen} />
          {node.children.length > 0 && <Branch nodes={node.children} onOpen={onOpen} />}
        </li>
      ))}
    </ul>
  )
}

function Row({ node, onOpen }: { node: DepartmentNode; onOpen: (opened: Opened) => void }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const { name, parent } = node
  const deleting = useMutation({
    mutationFn: () => deleteDepartment(node),
    onSuccess: () => toast.done(t('organisation.department-deleted', { name })),
    onError: toast.failed,
    onSettled: () => organisationChanged(queries),
  })
  return (
    <div className="department-row">
      <span>{name}</span>
      <span className="muted">{t('organisation.count', { count: node.people })}</span>
      <Button
        type="text"
        icon={<PlusOutlined />}
        aria-label={t('organisation.add-below', { name })}
        title={t('organisation.add-below', { name })}
        onClick={() => onOpen({ parent: node.id })}
      />
      <Button
        type="text"
        icon={<EditOutlined />}
        aria-label={t('organisation.edit-named', { name })}
        title={t('organisation.edit-department')}
        onClick={() => onOpen({ department: node, parent })}
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
