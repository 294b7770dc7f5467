import { useNamesOfIds } from '../../client/names.ts'
import { type MessageKey, useText } from '../../kit/text.tsx'
import { useProblemText } from '../../records/condition-editor.tsx'
import type { PlacedProblem } from './plan-draft.ts'

/** What stops the plan from being published, at this place. */
export function ProblemsAt({ place, problems }: { place: string; problems: readonly PlacedProblem[] }) {
  const t = useText()
  const names = useNamesOfIds()
  const conditionText = useProblemText()
  const say = ({ code, facts }: PlacedProblem) => {
    if (code === 'condition')
      return conditionText({
        code: String(facts['problem']),
        at: Number(facts['at'] ?? 0),
        facts: { ...facts },
      })
    const key = `plan.problem-${code}` as MessageKey
    const person = facts['person'] ?? facts['keeper']
    const said = t(key, { ...facts, ...(person ? { person: names(String(person)) ?? person } : {}) })
    return said === key ? t('plan.problem-other', { code }) : said
  }
  return problems
    .filter((problem) => problem.place === place)
    .map((problem) => (
      <p key={problem.code + JSON.stringify(problem.facts)} className="plan-problem" role="alert">
        {say(problem)}
      </p>
    ))
}
