import { Select } from 'antd'
import { type Duties, LETTERS } from '../../../src/features/plan/contract.ts'
import { useText } from '../../kit/text.tsx'

/** One cell of the duties matrix: the letter, or nothing. */
export function Letter({
  name,
  letter,
  onChange,
}: {
  name: string
  letter: Duties[string] | undefined
  onChange: (letter: Duties[string] | undefined) => void
}) {
  const t = useText()
  return (
    <Select<string>
      aria-label={name}
      variant="borderless"
      popupMatchSelectWidth={false}
      suffixIcon={null}
      value={letter ?? ''}
      labelRender={({ value }) => <b>{String(value) || '–'}</b>}
      options={[
        { value: '', label: t('plan.duty-none') },
        ...LETTERS.map((one) => ({ value: one as string, label: t(`plan.duty-${one}`) })),
      ]}
      onChange={(chosen) => onChange(LETTERS.find((one) => one === chosen))}
    />
  )
}
