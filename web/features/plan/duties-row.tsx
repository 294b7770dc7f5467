import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { type Duties, LETTERS } from '../../../src/features/plan/contract.ts'
import { functionsQuery } from '../../client/functions.ts'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'

/** A row of the duties matrix: a letter for each function, none for those that have no part. */
export function DutiesRow({ duties, onChange }: { duties: Duties; onChange: (duties: Duties) => void }) {
  const t = useText()
  const label = useLabel()
  const functions = useQuery(functionsQuery).data?.items ?? []
  const put = (key: string, letter: string) => {
    const { [key]: _before, ...others } = duties
    const chosen = LETTERS.find((one) => one === letter)
    onChange(chosen ? { ...others, [key]: chosen } : others)
  }
  return (
    <div className="duties-row">
      {functions.map((fn) => (
        <Field key={fn.key} label={label(fn.label)}>
          {(control) => (
            <Select
              {...control}
              value={duties[fn.key] ?? ''}
              options={[
                { value: '', label: t('plan.duty-none') },
                ...LETTERS.map((letter) => ({ value: letter as string, label: t(`plan.duty-${letter}`) })),
              ]}
              onChange={(letter) => put(fn.key, letter)}
            />
          )}
        </Field>
      ))}
    </div>
  )
}
