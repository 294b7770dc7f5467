import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import type { PersonRow } from '../../../src/features/organisation/contract.ts'
import { everyoneQuery, organisationChanged, rolesQuery } from '../../client/organisation.ts'
import { isProblem } from '../../client/problem.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { draftOf, inputOf, rolesDiffer } from './person-draft.ts'
import { PersonFields } from './person-fields.tsx'
import { PersonSteps } from './person-steps.tsx'
import { addPerson, changePerson, giveRoles } from './queries.ts'

/** A person in a panel: everything about them, the invite, and leaving. Somebody new where no person is given. */
export function PersonPanel({
  person,
  absences,
  times,
  onClose,
}: {
  person?: PersonRow | undefined
  absences?: (person: PersonRow) => ReactNode
  times?: (person: PersonRow) => ReactNode
  onClose: () => void
}) {
  const roles = useQuery(rolesQuery)
  const [round, setRound] = useState(0)
  if (roles.isPending) return null
  return (
    <PersonEditor
      key={`${person?.id}-${round}`}
      person={person}
      salesRole={roles.data?.items.find((role) => role.key === 'sales')?.id}
      absences={absences}
      times={times}
      onClose={onClose}
      onAgain={() => setRound(round + 1)}
    />
  )
}

function PersonEditor({
  person,
  salesRole,
  absences,
  times,
  onClose,
  onAgain,
}: {
  person: PersonRow | undefined
  salesRole: string | undefined
  absences: ((person: PersonRow) => ReactNode) | undefined
  times: ((person: PersonRow) => ReactNode) | undefined
  onClose: () => void
  onAgain: () => void
}) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [before] = useState(() => draftOf(person, salesRole))
  const [opened] = useState(person)
  const [draft, setDraft] = useState(before)
  const [tried, setTried] = useState(false)
  const name = draft.name.trim()
  const saving = useMutation({
    mutationFn: async () => {
      if (!opened) return addPerson({ ...inputOf(draft), name }, draft.roles)
      if (rolesDiffer(draft, before)) await giveRoles(opened.id, draft.roles, draft.admin)
      const change = inputOf(draft, before)
      if (Object.keys(change).length > 0) await changePerson(opened, change)
      return opened
    },
    onSuccess: () => {
      toast.done(t(opened ? 'organisation.person-saved' : 'organisation.person-added', { name }))
      onClose()
    },
    onSettled: () => organisationChanged(queries),
  })
  const reload = async () => {
    await queries.refetchQueries(everyoneQuery)
    onAgain()
  }
  const save = () => {
    setTried(true)
    if (name) saving.mutate()
  }
  return (
    <SidePanel
      open
      title={opened ? opened.name : t('organisation.add-person')}
      onClose={onClose}
      footer={
        <Button type="primary" block loading={saving.isPending} onClick={save}>
          {t('kit.save')}
        </Button>
      }
    >
      <ErrorNote
        error={saving.error}
        action={
          isProblem(saving.error, 'organisation.stale') && (
            <Button size="small" onClick={() => void reload()}>
              {t('organisation.reload')}
            </Button>
          )
        }
      />
      <PersonFields
        draft={draft}
        onChange={setDraft}
        self={opened?.id}
        nameError={tried && !name ? t('records.required') : undefined}
      />
      {person?.active && times?.(person)}
      {person?.active && absences && (
        <section className="panel-part">
          <h2>{t('organisation.absences')}</h2>
          {absences(person)}
        </section>
      )}
      {person && <PersonSteps person={person} />}
    </SidePanel>
  )
}
