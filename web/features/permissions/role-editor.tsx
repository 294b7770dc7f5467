import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import { useEffect, useState } from 'react'
import type { Role } from '../../../src/features/permissions/contract.ts'
import { organisationChanged, rolesQuery } from '../../client/organisation.ts'
import { isProblem } from '../../client/problem.ts'
import { BothLanguages, inBothLanguages } from '../../kit/both-languages.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useLeaveGuard } from '../../kit/use-leave-guard.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { GrantMatrix } from './grant-matrix.tsx'
import { lacksCondition, sameGrants } from './grants.ts'
import { changeRole, createRole, deleteRole, type RoleDraft } from './queries.ts'

type Editor = {
  /** The role as it is; a new one where none is given. */
  role?: Role
  draft: RoleDraft
  onSaved: (role: Role) => void
  onCopy: (draft: RoleDraft) => void
  onChanged: (changed: boolean) => void
}

/** The name of a role and what it may do. Nothing is in effect before it is saved. */
export function RoleEditor({ role, draft: first, onSaved, onCopy, onChanged }: Editor) {
  const t = useText()
  const label = useLabel()
  const { base, draft, setDraft, changed, discard } = useRoleDraft(role, first)
  const [tried, setTried] = useState(false)
  const name = inBothLanguages(draft.label)
  const saving = useSaving(base, { ...draft, label: name ?? draft.label }, (saved) => {
    discard(saved)
    onSaved(saved)
  })
  useLeaveGuard(changed, t('permissions.leave'))
  useEffect(() => onChanged(changed), [changed, onChanged])
  const giveUp = (to?: Role) => {
    saving.reset()
    setTried(false)
    discard(to)
  }
  const save = () => {
    setTried(true)
    if (name && !Object.values(draft.grants).some(lacksCondition)) saving.mutate()
  }
  return (
    <section className="card" aria-label={t('permissions.matrix', { name: label(draft.label) })}>
      <BothLanguages
        label={t('permissions.name')}
        value={draft.label}
        onChange={(next) => setDraft({ ...draft, label: next })}
        error={tried && !name ? t('records.required') : undefined}
      />
      <GrantMatrix
        tried={tried}
        grants={draft.grants}
        onChange={(grants) => setDraft({ ...draft, grants: { ...grants } })}
      />
      {base && !changed && <RoleSteps role={base} onCopy={onCopy} />}
      {(changed || !base) && (
        <div className="plan-bar">
          <span>{t('permissions.unsaved')}</span>
          <ErrorNote
            error={saving.error}
            action={isProblem(saving.error, 'permissions.stale') && <Reload onDone={giveUp} id={base?.id} />}
          />
          <span className="panel-actions">
            {base && <Button onClick={() => giveUp()}>{t('permissions.discard')}</Button>}
            <Button type="primary" loading={saving.isPending} onClick={save}>
              {t('kit.save')}
            </Button>
          </span>
        </div>
      )}
    </section>
  )
}

/** What is being written; a role changed elsewhere comes in by itself while nothing here is changed. */
function useRoleDraft(role: Role | undefined, first: RoleDraft) {
  const [base, setBase] = useState(role)
  const [draft, setDraft] = useState<RoleDraft>({ label: first.label, grants: first.grants })
  const from = base ?? first
  const changed =
    JSON.stringify([draft.label.zh, draft.label.en]) !== JSON.stringify([from.label.zh, from.label.en]) ||
    !sameGrants(draft.grants, from.grants)
  const discard = (to: RoleDraft | Role = from) => {
    if ('version' in to) setBase(to)
    setDraft({ label: to.label, grants: to.grants })
  }
  useEffect(() => {
    if (!role || changed || role.version === base?.version) return
    setBase(role)
    setDraft({ label: role.label, grants: role.grants })
  }, [role, changed, base])
  return { base, draft, setDraft, changed, discard }
}

function useSaving(role: Role | undefined, draft: RoleDraft, onSaved: (role: Role) => void) {
  const t = useText()
  const label = useLabel()
  const toast = useToast()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => (role ? changeRole(role, draft) : createRole(draft)),
    onSuccess: async (saved) => {
      toast.done(t('permissions.saved', { name: label(saved.label) }))
      await queries.invalidateQueries({ queryKey: rolesQuery.queryKey })
      onSaved(saved)
    },
    onSettled: () => organisationChanged(queries),
  })
}

function Reload({ id, onDone }: { id: string | undefined; onDone: (role: Role) => void }) {
  const t = useText()
  const queries = useQueryClient()
  const reload = async () => {
    const { items } = await queries.fetchQuery({ ...rolesQuery, staleTime: 0 })
    const role = items.find((one) => one.id === id)
    if (role) onDone(role)
  }
  return (
    <Button size="small" onClick={() => void reload()}>
      {t('permissions.reload')}
    </Button>
  )
}

function RoleSteps({ role, onCopy }: { role: Role; onCopy: (draft: RoleDraft) => void }) {
  const t = useText()
  const label = useLabel()
  const toast = useToast()
  const queries = useQueryClient()
  const name = label(role.label)
  const deleting = useMutation({
    mutationFn: () => deleteRole(role),
    onSuccess: () => toast.done(t('permissions.deleted', { name })),
    onError: toast.failed,
    onSettled: () => organisationChanged(queries),
  })
  const copy = () => {
    const { zh, en } = role.label
    onCopy({ label: { zh: `${zh} 2`, en: `${en} 2` }, grants: role.grants })
  }
  return (
    <div className="panel-actions">
      <Button onClick={copy}>{t('permissions.copy')}</Button>
      <Popconfirm
        title={t('permissions.delete-title', { name })}
        okText={t('permissions.delete')}
        cancelText={t('kit.cancel')}
        onConfirm={() => deleting.mutate()}
      >
        <Button danger loading={deleting.isPending}>
          {t('permissions.delete-role')}
        </Button>
      </Popconfirm>
    </div>
  )
}
