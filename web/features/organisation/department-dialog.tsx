import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Input, Modal, TreeSelect } from 'antd'
import { useState } from 'react'
import type { Department } from '../../../src/features/organisation/contract.ts'
import { departmentsQuery, organisationChanged } from '../../client/organisation.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { treeOf } from './department-tree.ts'
import { addDepartment, changeDepartment } from './queries.ts'

const TOP = ''

/** Name and place of a department; a new one where none is given. */
export function DepartmentDialog({
  department,
  parent: firstParent,
  onClose,
}: {
  department?: Department
  parent: string | null
  onClose: () => void
}) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const all = useQuery(departmentsQuery).data?.items ?? []
  const [name, setName] = useState(department?.name ?? '')
  const [parent, setParent] = useState(firstParent)
  const [tried, setTried] = useState(false)
  const given = name.trim()
  const saving = useMutation({
    mutationFn: () =>
      department ? changeDepartment(department, { name: given, parent }) : addDepartment(given, parent),
    onSuccess: () => {
      toast.done(t('organisation.department-saved', { name: given }))
      onClose()
    },
    onSettled: () => organisationChanged(queries),
  })
  const save = () => {
    setTried(true)
    if (given) saving.mutate()
  }
  return (
    <Modal
      open
      title={t(department ? 'organisation.edit-department' : 'organisation.add-department')}
      okText={t('kit.save')}
      cancelText={t('kit.cancel')}
      confirmLoading={saving.isPending}
      onOk={save}
      onCancel={onClose}
    >
      <Field
        label={t('organisation.department-name')}
        required
        error={tried && !given ? t('records.required') : undefined}
      >
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={save}
          />
        )}
      </Field>
      <Field label={t('organisation.parent')}>
        {(control) => (
          <TreeSelect
            {...control}
            style={{ width: '100%' }}
            treeDefaultExpandAll
            showSearch={{ treeNodeFilterProp: 'title' }}
            value={parent ?? TOP}
            treeData={[{ value: TOP, title: t('organisation.top') }, ...treeOf(all, department?.id)]}
            onChange={(id: string) => setParent(id === TOP ? null : id)}
          />
        )}
      </Field>
      <ErrorNote error={saving.error} />
    </Modal>
  )
}
