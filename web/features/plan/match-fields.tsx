import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { MATCHED } from '../../../src/features/plan/contract.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { useText } from '../../kit/text.tsx'
import type { RuleDraft } from './plan-draft.ts'
import { useMatchFields } from './rule-sentence.ts'

type Candidates = RuleDraft['candidates']
type Match = NonNullable<Candidates['matches']>[number]
const MOST = 5

/** Fields of the opportunity that must fit what the person has, one line each. */
export function MatchFields({
  object,
  candidates,
  onChange,
}: {
  object: ObjectMetadata
  candidates: Candidates
  onChange: (candidates: Candidates) => void
}) {
  const t = useText()
  const fields = useMatchFields(object)
  const { matches = [], ...others } = candidates
  const set = (next: readonly Match[]) =>
    onChange(next.length > 0 ? { ...others, matches: [...next] } : others)
  const change = (at: number, part: Partial<Match>) =>
    set(matches.map((match, i) => (i === at ? { ...match, ...part } : match)))
  const [first] = fields
  return (
    <fieldset className="field match-fields">
      <legend>{t('plan.matches')}</legend>
      {matches.map((match, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place; two may be alike while they are edited
        <div key={i} className="match-line">
          <Select
            aria-label={t('plan.match-field')}
            showSearch={{ optionFilterProp: 'label' }}
            value={match.field}
            options={[...fields]}
            onChange={(field: string) => change(i, { field })}
          />
          <Select
            aria-label={t('plan.match-person')}
            value={match.person}
            options={MATCHED.map((value) => ({ value, label: t(`plan.match-${value}`) }))}
            onChange={(person: Match['person']) => change(i, { person })}
          />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('plan.match-remove')}
            title={t('plan.match-remove')}
            onClick={() => set(matches.filter((_, at) => at !== i))}
          />
        </div>
      ))}
      {matches.length < MOST && first && (
        <Button
          icon={<PlusOutlined aria-hidden />}
          onClick={() => set([...matches, { field: first.value, person: 'skills' }])}
        >
          {t('plan.match-add')}
        </Button>
      )}
    </fieldset>
  )
}
