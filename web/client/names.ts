import { useQuery } from '@tanstack/react-query'
import { useLabel } from '../kit/text.tsx'
import { departmentsQuery, everyoneQuery } from './organisation.ts'
import { useEveryStage } from './plan.ts'

/** The name of a person, department or stage by its id, for conditions that hold ids; for administrators. */
export function useNamesOfIds(): (id: string) => string | undefined {
  const label = useLabel()
  const people = useQuery(everyoneQuery).data?.items
  const departments = useQuery(departmentsQuery).data?.items
  const stages = useEveryStage()
  return (id) => {
    const named = people?.find((one) => one.id === id) ?? departments?.find((one) => one.id === id)
    if (named) return named.name
    const stage = stages.find((one) => one.id === id)
    return stage && label(stage.label)
  }
}
