import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { fromSource } from '../../src/engines/conditions/builder.ts'
import { type ConditionProblem, parseCondition } from '../../src/engines/conditions/index.ts'
import { metadataQuery, type ObjectMetadata } from '../client/metadata.ts'
import type { FieldControl } from '../kit/field.tsx'
import { type MessageKey, useText } from '../kit/text.tsx'
import { type NameOfId, useConditionWords } from './condition-words.ts'
import { Conditions } from './conditions.tsx'
import { vocabularyFor } from './vocabulary.ts'

/** A condition over an object: chosen line by line, or written as text with what is wrong said at once. Empty text is no condition. */
export function ConditionEditor({
  object,
  value,
  onChange,
  control,
  names,
}: {
  object: ObjectMetadata
  value: string
  onChange: (source: string) => void
  control: FieldControl
  names?: NameOfId
}) {
  const t = useText()
  const objects = useQuery(metadataQuery).data?.objects
  const vocabulary = vocabularyFor(object, objects)
  const say = useConditionWords(object, names)
  const problemText = useProblemText()
  const showable = value === '' || fromSource(value, vocabulary) !== undefined
  const [asText, setAsText] = useState(!showable)
  const written = asText || !showable
  const parsed = value.trim() === '' ? undefined : parseCondition(value, vocabulary)
  return (
    <div className="condition-editor">
      {written ? (
        <Input.TextArea
          {...control}
          spellCheck={false}
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={4000}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <Conditions
          object={object}
          filter={value}
          onChange={onChange}
          names={names}
          addText={t('condition.add')}
          control={control}
        />
      )}
      {showable && (
        <Button type="link" size="small" onClick={() => setAsText(!written)}>
          {t(written ? 'condition.as-words' : 'condition.as-text')}
        </Button>
      )}
      {written && parsed?.ok && <span className="muted">{say(value)}</span>}
      {parsed?.ok === false &&
        parsed.problems.map((problem) => (
          <span key={problem.code + problem.at} className="plan-problem" role="alert">
            {problemText(problem)}
          </span>
        ))}
    </div>
  )
}

/** What is wrong with a condition, in words. */
export function useProblemText(): (problem: ConditionProblem) => string {
  const t = useText()
  return ({ code, at, facts }) => {
    const key = `condition.${code}` as MessageKey
    const said = t(key, facts)
    const place = at > 0 ? t('condition.at', { at: at + 1 }) : ''
    return place + (said === key ? t('condition.other', { code }) : said)
  }
}
