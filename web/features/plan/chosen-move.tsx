import { CloseOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { MOVERS } from '../../../src/features/plan/contract.ts'
import { useText } from '../../kit/text.tsx'
import type { StageDraft } from './plan-draft.ts'
import type { DrawnMove } from './process-edits.ts'

/** The move chosen on the graph: who may make it, or that nobody may. */
export function ChosenMove({
  move,
  stages,
  onChange,
  onForbid,
  onClose,
}: {
  move: DrawnMove
  stages: readonly StageDraft[]
  onChange: (by: DrawnMove['by']) => void
  onForbid: () => void
  onClose: () => void
}) {
  const t = useText()
  const name = (key: string) => stages.find((one) => one.key === key)?.label ?? key
  return (
    <section className="plan-chosen" aria-label={t('plan.move-chosen')}>
      <span>{t('plan.move-between', { from: name(move.from), to: name(move.to) })}</span>
      <Select
        aria-label={t('plan.move-by')}
        value={move.by}
        options={MOVERS.map((by) => ({ value: by, label: t(`plan.by-${by}`) }))}
        onChange={onChange}
      />
      <Button danger onClick={onForbid}>
        {t('plan.move-forbid')}
      </Button>
      <Button type="text" icon={<CloseOutlined />} aria-label={t('kit.close')} onClick={onClose} />
    </section>
  )
}
