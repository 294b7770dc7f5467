import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Input, Popconfirm } from 'antd'
import type { PersonRow } from '../../../src/features/organisation/contract.ts'
import { organisationChanged } from '../../client/organisation.ts'
import { isProblem } from '../../client/problem.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { deactivate, inviteLink, reactivate } from './queries.ts'

/** What can be done with a person besides changing them: inviting, leaving, coming back. */
export function PersonSteps({ person }: { person: PersonRow }) {
  return (
    <>
      {person.active && <Invite person={person} />}
      <Leaving person={person} />
    </>
  )
}

function Invite({ person }: { person: PersonRow }) {
  const t = useText()
  const toast = useToast()
  const inviting = useMutation({
    mutationFn: () => inviteLink(person.id),
    onSuccess: (link) => copy(link),
  })
  const copy = async (link: string) => {
    try {
      await navigator.clipboard.writeText(link)
      toast.done(t('organisation.copied'))
    } catch {
      // Without the right to write to the clipboard the link stands there to be copied by hand.
    }
  }
  return (
    <section className="panel-part">
      <h2>{t('organisation.sign-in')}</h2>
      <p className="muted">
        {t(person.canSignIn ? 'organisation.can-sign-in' : 'organisation.cannot-sign-in')}{' '}
        {t('organisation.invite-hint')}
      </p>
      <Button loading={inviting.isPending} onClick={() => inviting.mutate()}>
        {t('organisation.invite')}
      </Button>
      <ErrorNote error={inviting.error} />
      {inviting.data && (
        <div className="invite-link">
          <Input readOnly aria-label={t('organisation.invite-link')} value={inviting.data} />
          <Button onClick={() => void copy(inviting.data)}>{t('organisation.copy')}</Button>
        </div>
      )}
    </section>
  )
}

function Leaving({ person }: { person: PersonRow }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const { name } = person
  const changing = useMutation({
    mutationFn: () => (person.active ? deactivate(person.id) : reactivate(person.id)),
    onSuccess: (after) =>
      toast.done(
        t(after.active ? 'organisation.reactivated-done' : 'organisation.deactivated-done', { name }),
      ),
    onSettled: () => organisationChanged(queries),
  })
  return (
    <section className="panel-part">
      <h2>{t('organisation.leaving')}</h2>
      <p className="muted">{t('organisation.deactivate-hint')}</p>
      <ErrorNote
        error={changing.error}
        action={
          (isProblem(changing.error, 'organisation.still-holds') ||
            isProblem(changing.error, 'organisation.stands-in') ||
            isProblem(changing.error, 'organisation.keeps-plan')) && <HandOn person={person} />
        }
      />
      {person.active && (
        <p>
          <HandOn person={person} /> <span className="muted">{t('organisation.hand-on-hint')}</span>
        </p>
      )}
      {person.active && person.open > 0 && (
        <p>
          <Link
            to="/opportunities"
            search={{ filter: `(isOpen == true && holder == ${JSON.stringify(person.id)})` } as never}
          >
            {t('organisation.to-their-work', { count: person.open })}
          </Link>
        </p>
      )}
      {person.active ? (
        <Popconfirm
          title={t('organisation.deactivate-title', { name })}
          okText={t('organisation.deactivate')}
          cancelText={t('kit.cancel')}
          onConfirm={() => changing.mutate()}
        >
          <Button danger loading={changing.isPending}>
            {t('organisation.deactivate')}
          </Button>
        </Popconfirm>
      ) : (
        <Button loading={changing.isPending} onClick={() => changing.mutate()}>
          {t('organisation.reactivate')}
        </Button>
      )}
    </section>
  )
}

/** The planned way: everything goes to somebody first. */
function HandOn({ person: { id, name } }: { person: PersonRow }) {
  const t = useText()
  return (
    <Link to="/settings/transitions" search={{ leaver: id, name } as never}>
      {t('organisation.hand-on')}
    </Link>
  )
}
