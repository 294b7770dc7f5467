import { DeleteOutlined } from '@ant-design/icons'
import { Button, InputNumber } from 'antd'
import { shareOf, sumOf, WHOLE } from '../../../src/features/splits/rules.ts'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import type { Reference } from '../../records/queries.ts'
import { RecordPicker } from '../../records/record-picker.tsx'

export type DraftPart = { key: number; person: Reference | null; percent: number | null }

let made = 0
export function draftPart(person: Reference | null, percent: number | null): DraftPart {
  made += 1
  return { key: made, person, percent }
}

/** The parts as they are sent; undefined while somebody is missing or they are not 100 % together. */
export function partsFrom(draft: readonly DraftPart[]): { person: string; percent: number }[] | undefined {
  const parts = draft.flatMap(({ person, percent }) =>
    person && percent !== null ? [{ person: person.id, percent }] : [],
  )
  const terms = parts.map(({ person, percent }) => ({ personId: person, share: shareOf(percent) }))
  return parts.length === draft.length && sumOf(terms) === WHOLE ? parts : undefined
}

/** Who gets how much: people and percents, and whether they are 100 % together. */
export function PartsEditor({
  draft,
  onChange,
}: {
  draft: readonly DraftPart[]
  onChange: (draft: DraftPart[]) => void
}) {
  const t = useText()
  const format = useFormat()
  const sum = draft.reduce((all, { percent }) => all + shareOf(percent ?? 0), 0)
  const set = (key: number, change: Partial<DraftPart>) =>
    onChange(draft.map((one) => (one.key === key ? { ...one, ...change } : one)))
  return (
    <div className="split-parts">
      {draft.map(({ key, person, percent }) => (
        <div key={key} className="split-part">
          <Field label={t('splits.person')}>
            {(control) => (
              <RecordPicker
                control={control}
                object="person"
                value={person}
                onChange={(next) => set(key, { person: next })}
              />
            )}
          </Field>
          <Field label={t('splits.percent')}>
            {(control) => (
              <InputNumber<number>
                {...control}
                min={0.01}
                max={100}
                precision={2}
                suffix="%"
                value={percent}
                onChange={(next) => set(key, { percent: next })}
              />
            )}
          </Field>
          <Button
            icon={<DeleteOutlined aria-hidden />}
            aria-label={t('splits.remove', { name: person?.title ?? '' })}
            disabled={draft.length === 1}
            onClick={() => onChange(draft.filter((one) => one.key !== key))}
          />
        </div>
      ))}
      <div className="split-sum">
        <Button
          type="dashed"
          onClick={() => onChange([...draft, draftPart(null, Math.max(0, WHOLE - sum) / 100 || null)])}
        >
          {t('splits.add')}
        </Button>
        <span className={sum === WHOLE ? 'muted' : 'late'} role="status">
          {t('splits.sum', { sum: format.percent(sum / 100, 2) })}
        </span>
      </div>
    </div>
  )
}
