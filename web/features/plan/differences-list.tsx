import type { Difference, PlanDocument } from '../../../src/features/plan/contract.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { useText } from '../../kit/text.tsx'
import { useDifferenceWords } from './difference-words.ts'

/** What differs between two plans, in words; a change of something short with what it was and what it is. */
export function DifferencesList({
  differences,
  documents,
  object,
}: {
  differences: readonly Difference[]
  /** The plans the parts are named in, the first that has one. */
  documents: readonly PlanDocument[]
  object: ObjectMetadata
}) {
  const t = useText()
  const words = useDifferenceWords(object)
  if (differences.length === 0) return <p className="muted">{t('plan.no-differences')}</p>
  return (
    <ul className="plan-differences">
      {differences.map((one) => (
        <li key={`${one.part} ${one.key} ${one.change}`}>
          {words.sentence(one, documents)}
          <ul>
            {one.settings
              .map((setting) => ({ setting, said: words.change(setting) }))
              .filter(({ said }) => said !== '')
              .map(({ setting, said }) => (
                <li key={setting.name} className="muted">
                  {one.settings.length > 1 && `${words.setting(setting.name)}: `}
                  {said}
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ul>
  )
}
