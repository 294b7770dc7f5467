import { CloseCircleFilled, WarningFilled } from '@ant-design/icons'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { type MessageKey, useLabel, useLanguage, useText } from '../../kit/text.tsx'
import { useProblemText } from '../../records/condition-editor.tsx'
import type { PlacedProblem } from './plan-draft.ts'

/** What the compiler found at this place: errors stop the plan from being published, warnings do not. */
export function ProblemsAt({
  place,
  problems,
  object,
}: {
  place: string
  problems: readonly PlacedProblem[]
  object: ObjectMetadata
}) {
  const t = useText()
  const say = useSaying(object)
  return problems
    .filter((problem) => problem.place === place)
    .map((problem) => (
      <p
        key={problem.code + JSON.stringify(problem.facts)}
        className="plan-problem"
        data-level={problem.level}
        role={problem.level === 'error' ? 'alert' : undefined}
      >
        {problem.level === 'error' ? (
          <CloseCircleFilled aria-label={t('plan.error')} />
        ) : (
          <WarningFilled aria-label={t('plan.warning')} />
        )}{' '}
        {say(problem)}
      </p>
    ))
}

function useSaying(object: ObjectMetadata): (problem: PlacedProblem) => string {
  const t = useText()
  const names = useNamesOfIds()
  const conditionText = useProblemText()
  const exampleText = useExampleText(object)
  return ({ code, facts, example }) => {
    if (code === 'condition')
      return conditionText({
        code: String(facts['problem']),
        at: Number(facts['at'] ?? 0),
        facts: { ...facts },
      })
    const key = `plan.problem-${code}` as MessageKey
    const person = facts['person'] ?? facts['keeper']
    const said = t(key, { ...facts, ...(person ? { person: names(String(person)) ?? person } : {}) })
    const sentence = said === key ? t('plan.problem-other', { code }) : said
    return example ? `${sentence} ${t('plan.example', { example: exampleText(example) })}` : sentence
  }
}

/** An opportunity the compiler thought of, in the words of its fields. */
function useExampleText(object: ObjectMetadata): (example: Readonly<Record<string, unknown>>) => string {
  const t = useText()
  const label = useLabel()
  const between = useLanguage() === 'zh' ? '，' : ', '
  const valueText = (field: ObjectMetadata['fields'][number] | undefined, value: unknown): string => {
    if (value === null) return t('plan.example-none')
    if (value === '…') return t('plan.example-other')
    const choice = choicesOf(field).find((one) => one.value === value)
    return choice ? label(choice.label) : String(value)
  }
  return (example) =>
    flat(example)
      .map(([path, value]) => {
        const field = object.fields.find(({ name }) => name === path.split('.')[0])
        return `${field ? label(field.label) : path} ${valueText(field, value)}`
      })
      .join(between)
}

function choicesOf(field: ObjectMetadata['fields'][number] | undefined) {
  const options = field?.options as
    | { choices?: { value: string; label: { zh: string; en: string } }[] }
    | undefined
  return options?.choices ?? []
}

function flat(facts: Readonly<Record<string, unknown>>, under = ''): [string, unknown][] {
  return Object.entries(facts).flatMap(([name, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flat(value as Record<string, unknown>, `${under}${name}.`)
      : [[under + name, value]],
  )
}
