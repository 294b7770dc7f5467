import { Button } from 'antd'
import type { Conflict } from '../../../src/features/plan/contract/merging.ts'
import type { PlanDocument } from '../../../src/features/plan/contract.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useText } from '../../kit/text.tsx'
import { useDifferenceWords } from './difference-words.ts'

/** Where two people said different things of the same: theirs stands in the draft, mine can be taken instead. */
export function ConflictsPanel({
  conflicts,
  by,
  documents,
  object,
  onMine,
  onTheirs,
  onClose,
}: {
  conflicts: readonly Conflict[]
  /** Who saved the other state. */
  by: string
  documents: readonly PlanDocument[]
  object: ObjectMetadata
  onMine: (conflict: Conflict) => void
  onTheirs: (conflict: Conflict) => void
  onClose: () => void
}) {
  const t = useText()
  const words = useDifferenceWords(object)
  const said = (conflict: Conflict, value: unknown) => {
    if (conflict.setting === null) return t(value === null ? 'plan.conflict-gone' : 'plan.conflict-kept')
    if (conflict.setting === 'order' && Array.isArray(value))
      return value.map((key) => words.name({ part: conflict.part, key }, documents)).join(' → ')
    return words.value(conflict.setting, value) ?? t('plan.conflict-other')
  }
  return (
    <SidePanel open width={560} title={t('plan.conflicts')} onClose={onClose}>
      <p className="field-hint">{t('plan.conflicts-hint', { by })}</p>
      <ul className="plan-conflicts">
        {conflicts.map((one) => {
          const isOrder = one.setting === 'order'
          const name = isOrder ? t(`plan.part-${one.part}`) : words.part(one, documents)
          const setting = one.setting === null ? '' : ` · ${words.setting(one.setting)}`
          return (
            <li key={`${one.part} ${one.key} ${one.setting}`}>
              <b>
                {name}
                {setting}
              </b>
              <div className="plan-sides">
                <div>
                  <small className="muted">{t('plan.conflict-mine')}</small>
                  <p>{said(one, one.mine)}</p>
                  <Button
                    aria-label={`${t('plan.conflict-take-mine')}: ${name}${setting}`}
                    onClick={() => onMine(one)}
                  >
                    {t('plan.conflict-take-mine')}
                  </Button>
                </div>
                <div>
                  <small className="muted">{t('plan.conflict-theirs', { by })}</small>
                  <p>{said(one, one.theirs)}</p>
                  <Button
                    aria-label={`${t('plan.conflict-take-theirs')}: ${name}${setting}`}
                    onClick={() => onTheirs(one)}
                  >
                    {t('plan.conflict-take-theirs')}
                  </Button>
                </div>
              </div>
            </li>
          )
        })}
      </ul>
    </SidePanel>
  )
}
