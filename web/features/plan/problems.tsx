import { CloseCircleFilled, WarningFilled } from '@ant-design/icons'
import { Button } from 'antd'
import { LADDER_TO } from '../../../src/features/plan/contract/clocks.ts'
import type { PatchStep } from '../../../src/features/plan/contract.ts'
import { useFunctionName } from '../../client/functions.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { type MessageKey, useLabel, useLanguage, useText } from '../../kit/text.tsx'
import { useProblemText } from '../../records/condition-editor.tsx'
import type { PlacedProblem } from './plan-draft.ts'

/** What the compiler found at this place, each with what mends it: errors stop the plan from being published, warnings do not. */
export function ProblemsAt({
  place,
  problems,
  object,
  onFix,
}: {
  place: string
  problems: readonly PlacedProblem[]
  object: ObjectMetadata
  /** Does what only one thing can be meant by; without it the fix is said. */
  onFix?: (patch: readonly PatchStep[]) => void
}) {
  const say = useSaying(object)
  return problems
    .filter((problem) => problem.place === place)
    .map((problem) => (
      <Problem
        key={problem.code + JSON.stringify(problem.facts)}
        problem={problem}
        said={say(problem)}
        {...(onFix ? { onFix } : {})}
      />
    ))
}

/** One finding: its sign, what it says, and its fix, which does it where only one thing can be meant. */
export function Problem({
  problem,
  said,
  onFix,
}: {
  problem: PlacedProblem
  said: Said
  onFix?: (patch: readonly PatchStep[]) => void
}) {
  const t = useText()
  const patch = problem.fix?.patch
  return (
    <div
      className="plan-problem"
      data-level={problem.level}
      role={problem.level === 'error' ? 'alert' : undefined}
    >
      {problem.level === 'error' ? (
        <CloseCircleFilled aria-label={t('plan.error')} />
      ) : (
        <WarningFilled aria-label={t('plan.warning')} />
      )}{' '}
      <span>{said.what}</span>
      {said.example && <span className="plan-example">{said.example}</span>}
      {said.fix &&
        (patch && onFix ? (
          <Button size="small" onClick={() => onFix(patch)}>
            {said.fix}
          </Button>
        ) : (
          <span className="plan-fix">{said.fix}</span>
        ))}
    </div>
  )
}

/** The element of the page where findings about a place stand. */
export function placeId(place: string): string {
  return `place-${place.replaceAll(' ', '-')}`
}

/** What is wrong, an opportunity that shows it, and what mends it; empty where there is none. */
export type Said = { what: string; example: string; fix: string }

/** Says a finding in the reader's words: functions, fields and people by their names. */
export function useSaying(object: ObjectMetadata): (problem: PlacedProblem) => Said {
  const t = useText()
  const label = useLabel()
  const names = useNamesOfIds()
  const functionName = useFunctionName()
  const conditionText = useProblemText()
  const exampleText = useExampleText(object)
  const fieldName = (name: string) => {
    const field = object.fields.find((one) => one.name === name)
    return field ? label(field.label) : name
  }
  const person = (id: unknown) => names(String(id)) ?? id
  const worded = (facts: PlacedProblem['facts']) => ({
    ...facts,
    ...(typeof facts['function'] === 'string' ? { function: functionName(facts['function']) } : {}),
    ...(typeof facts['field'] === 'string' ? { field: fieldName(facts['field']) } : {}),
    ...(facts['person'] ? { person: person(facts['person']) } : {}),
    ...(facts['keeper'] ? { person: person(facts['keeper']) } : {}),
    ...(LADDER_TO.some((to) => to === facts['to']) ? { to: t(`plan.to-${facts['to']}` as MessageKey) } : {}),
  })
  const what = ({ code, facts }: PlacedProblem) => {
    if (code === 'condition')
      return conditionText({
        code: String(facts['problem']),
        at: Number(facts['at'] ?? 0),
        facts: { ...facts },
      })
    const key = `plan.problem-${code}` as MessageKey
    const said = t(key, worded(facts))
    return said === key ? t('plan.problem-other', { code }) : said
  }
  return (problem) => {
    const { example, fix } = problem
    const key = fix && (`plan.fix-${fix.code}` as MessageKey)
    const said = fix && key ? t(key, worded(fix.facts)) : ''
    return {
      what: what(problem),
      example: example ? t('plan.example', { example: exampleText(example) }) : '',
      fix: said === key ? '' : said,
    }
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
