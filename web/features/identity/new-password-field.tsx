import { Input } from 'antd'
import { Field } from '../../kit/field.tsx'
import { type MessageKey, useText } from '../../kit/text.tsx'
import { passwordFacts } from './password-problem.ts'

/** A password to be set: what makes it good stands below it, what is wrong with it too. */
export function NewPasswordField({
  label,
  value,
  onChange,
  problem,
  large = false,
  autoFocus = false,
}: {
  label: string
  value: string
  onChange: (password: string) => void
  problem: MessageKey | undefined
  large?: boolean
  autoFocus?: boolean
}) {
  const t = useText()
  return (
    <Field
      label={label}
      hint={t('identity.password-hint', passwordFacts)}
      error={problem && t(problem, passwordFacts)}
      required
    >
      {(control) => (
        <Input.Password
          {...control}
          {...(large ? { size: 'large' } : {})}
          autoComplete="new-password"
          autoFocus={autoFocus}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
