import { useState } from 'react'
import type { FieldMetadata, ObjectMetadata } from '../client/metadata.ts'
import { ApiProblem } from '../client/problem.ts'
import { fieldRightOf, useMe } from '../client/session.ts'
import { Field } from '../kit/field.tsx'
import { useLabel, useRefusalText } from '../kit/text.tsx'
import { viewOf } from './fields/all.ts'
import { wire } from './record-facts.tsx'

export type Draft = Readonly<Record<string, unknown>>

/** The fields of a new record, or those a gate still needs; what is wrong stands at its field. */
export function RecordForm({
  object,
  fields,
  draft,
  onChange,
  error,
}: {
  object: ObjectMetadata
  fields: readonly FieldMetadata[]
  draft: Draft
  onChange: (draft: Draft) => void
  error?: unknown
}) {
  const me = useMe()
  const label = useLabel()
  const problems = useFieldProblems(error)
  return fields
    .filter((field) => !field.readOnly && fieldRightOf(me, object.name, field.name) === 'write')
    .map((field) => {
      const { Input } = viewOf(field)
      return Input ? (
        <Field
          key={field.name}
          label={label(field.label)}
          required={field.required}
          error={problems.get(field.name)}
        >
          {(control) => (
            <Input
              value={draft[field.name] ?? null}
              field={field}
              control={control}
              onChange={(value) => onChange({ ...draft, [field.name]: value })}
            />
          )}
        </Field>
      ) : null
    })
}

/** A draft and how it is sent: references by id, blanks left out. */
export function useDraft(first: Draft = {}) {
  const [draft, setDraft] = useState<Draft>(first)
  const body = Object.fromEntries(
    Object.entries(draft)
      .map(([name, value]) => [name, wire(value)] as const)
      .filter(([, value]) => value !== null && value !== undefined),
  )
  return { draft, setDraft, body }
}

/** What the server says is wrong, by field. */
function useFieldProblems(error: unknown): ReadonlyMap<string, string> {
  const text = useRefusalText()
  if (!(error instanceof ApiProblem)) return new Map()
  const problems = error.facts['problems']
  if (!Array.isArray(problems)) return new Map()
  return new Map(
    problems.flatMap((problem: { field?: string; code?: string; facts?: Record<string, unknown> }) =>
      problem.field && problem.code
        ? [[problem.field, text(problem.code, problem.facts ?? {})] as const]
        : [],
    ),
  )
}
