import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Select } from 'antd'
import { useId } from 'react'
import type { WorkingCalendar } from '../../../src/features/availability/contract.ts'
import { departmentsQuery, everyoneQuery } from '../../client/organisation.ts'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { assignmentsQuery, availabilityChanged, giveDepartment, givePerson } from './queries.ts'

type Giving = { what: 'department' | 'person'; id: string; calendar: string | null }

/** The departments and people a calendar is given to; each change takes effect at once. */
export function WhoHasIt({ calendar }: { calendar: WorkingCalendar }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const id = useId()
  const given = useQuery(assignmentsQuery).data
  const departments = useQuery(departmentsQuery).data?.items ?? []
  const people = (useQuery(everyoneQuery).data?.items ?? []).filter((one) => one.active)
  const giving = useMutation({
    mutationFn: (one: Giving) =>
      one.what === 'department' ? giveDepartment(one.id, one.calendar) : givePerson(one.id, one.calendar),
    onSuccess: (_answer, one) =>
      toast.done(
        one.calendar ? t('availability.given', { name: calendar.name }) : t('availability.taken-away'),
      ),
    onError: toast.failed,
    onSettled: () => availabilityChanged(queries),
  })
  const parts = [
    { what: 'department', label: t('availability.departments'), all: departments, have: given?.departments },
    { what: 'person', label: t('availability.people'), all: people, have: given?.people },
  ] as const
  return (
    <section className="who-has-it" aria-labelledby={`${id}-head`}>
      <h2 id={`${id}-head`}>{t('availability.who')}</h2>
      <p className="muted">{t('availability.who-hint')}</p>
      {parts.map(({ what, label, all, have = [] }) => {
        const mine = have.filter((one) => one.calendar === calendar.id).map((one) => one.id)
        return (
          <Field key={what} label={label}>
            {(control) => (
              <Select
                {...control}
                mode="multiple"
                showSearch={{ optionFilterProp: 'label' }}
                loading={giving.isPending}
                value={mine}
                options={all.map((one) => ({ value: one.id, label: one.name }))}
                onSelect={(one: string) => giving.mutate({ what, id: one, calendar: calendar.id })}
                onDeselect={(one: string) => giving.mutate({ what, id: one, calendar: null })}
              />
            )}
          </Field>
        )
      })}
    </section>
  )
}
