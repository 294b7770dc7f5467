import { Input } from 'antd'
import type { Text } from '../../src/kernel/text.ts'
import { Field } from './field.tsx'
import { useText } from './text.tsx'

/** A name in Chinese and in English; one of them is enough. */
export function BothLanguages({
  label,
  value,
  onChange,
  error,
  englishError,
  maxLength = 80,
}: {
  label: string
  value: Text
  onChange: (value: Text) => void
  error?: string | undefined
  englishError?: string | undefined
  maxLength?: number
}) {
  const t = useText()
  return (
    <div className="both-languages">
      <Field label={t('kit.in-chinese', { name: label })} error={error} required>
        {(control) => (
          <Input
            {...control}
            lang="zh"
            maxLength={maxLength}
            value={value.zh}
            onChange={(event) => onChange({ ...value, zh: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('kit.in-english', { name: label })} error={englishError}>
        {(control) => (
          <Input
            {...control}
            lang="en"
            maxLength={maxLength}
            placeholder={value.zh}
            value={value.en}
            onChange={(event) => onChange({ ...value, en: event.target.value })}
          />
        )}
      </Field>
    </div>
  )
}

/** The name in both languages, the one given standing for the one that is not; undefined where neither is. */
export function inBothLanguages({ zh, en }: Text): Text | undefined {
  const one = zh.trim() || en.trim()
  return one === '' ? undefined : { zh: zh.trim() || one, en: en.trim() || one }
}
