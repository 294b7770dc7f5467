import { Select } from 'antd'
import type { Answer, Question } from '../../../src/features/imports/contract.ts'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

type Answers = Record<string, Record<string, Answer>>

/** Names, stages and choices of the file that nobody knows: each is answered by a person, none is guessed. */
export function Questions({
  questions,
  answers,
  onChange,
}: {
  questions: readonly Question[]
  answers: Answers
  onChange: (answers: Answers) => void
}) {
  const t = useText()
  const format = useFormat()
  const put = (question: Question, answer: Answer) =>
    onChange({ ...answers, [question.field]: { ...answers[question.field], [question.value]: answer } })
  return (
    <ul className="questions">
      {questions.map((question) => {
        const given = answers[question.field]?.[question.value]
        const value = given ? ('is' in given ? given.is : '+') : null
        return (
          <li key={`${question.field} ${question.value}`}>
            <p>
              <b>“{question.value}”</b>{' '}
              <span className="muted">
                {t(`imports.kind-${kindOf(question.field)}`)} ·{' '}
                {t('imports.rows', { count: format.number(question.rows, 0) })}
              </span>
            </p>
            <Select
              aria-label={t('imports.answer-to', { value: question.value })}
              placeholder={t('imports.means')}
              showSearch={{ optionFilterProp: 'label' }}
              value={value}
              style={{ width: '100%' }}
              options={[
                ...question.near.map((one) => ({ value: one.id, label: one.name })),
                ...(question.mayCreate
                  ? [{ value: '+', label: t('imports.make-new', { value: question.value }) }]
                  : []),
              ]}
              onChange={(next: string | null) =>
                next && put(question, next === '+' ? { create: true } : { is: next })
              }
            />
          </li>
        )
      })}
    </ul>
  )
}

function kindOf(field: string): 'holder' | 'account' | 'product' | 'contact' | 'stage' | 'choice' {
  return field === 'holder' ||
    field === 'account' ||
    field === 'product' ||
    field === 'contact' ||
    field === 'stage'
    ? field
    : 'choice'
}
