import './roles.css'
import { useQuery } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import type { Role } from '../../../src/features/permissions/contract.ts'
import { rolesQuery } from '../../client/organisation.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import type { RoleDraft } from './queries.ts'
import { RoleEditor } from './role-editor.tsx'

type Opened = { id: string } | { draft: RoleDraft }

/** Every role; one is open with its matrix of rights. */
export function RolesPage() {
  const t = useText()
  const found = useQuery(rolesQuery)
  const [opened, open] = useState<Opened>()
  const [changed, setChanged] = useState(false)
  const setOpened = (next: Opened) => {
    if (!changed || window.confirm(t('permissions.leave'))) open(next)
  }
  const roles = found.data?.items ?? []
  const isNew = opened !== undefined && 'draft' in opened
  const role = isNew ? undefined : (roles.find((one) => opened && one.id === opened.id) ?? roles[0])
  return (
    <>
      <PageHeader
        title={t('permissions.roles')}
        hint={t('permissions.roles-hint')}
        actions={
          <Button
            type="primary"
            onClick={() => setOpened({ draft: { label: { zh: '', en: '' }, grants: {} } })}
          >
            {t('permissions.add')}
          </Button>
        }
      />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      <RoleList roles={roles} open={role?.id} onOpen={(id) => setOpened({ id })} />
      {isNew && (
        <RoleEditor
          key={`new-${opened.draft.label.zh}`}
          draft={opened.draft}
          onChanged={setChanged}
          onSaved={(saved) => open({ id: saved.id })}
          onCopy={(draft) => setOpened({ draft })}
        />
      )}
      {role && (
        <RoleEditor
          key={role.id}
          role={role}
          draft={role}
          onChanged={setChanged}
          onSaved={(saved) => open({ id: saved.id })}
          onCopy={(draft) => setOpened({ draft })}
        />
      )}
    </>
  )
}

function RoleList({
  roles,
  open,
  onOpen,
}: {
  roles: readonly Role[]
  open: string | undefined
  onOpen: (id: string) => void
}) {
  const t = useText()
  const label = useLabel()
  return (
    <div className="role-list">
      {roles.map((role) => (
        <button key={role.id} type="button" aria-pressed={role.id === open} onClick={() => onOpen(role.id)}>
          <b>{label(role.label)}</b>
          <small>
            {role.people > 0 ? t('permissions.people', { count: role.people }) : t('permissions.nobody')}
          </small>
        </button>
      ))}
    </div>
  )
}
