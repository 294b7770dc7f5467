import { EditOutlined } from '@ant-design/icons'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { useErrorText } from './error-note.tsx'
import { useText } from './text.tsx'

export type InlineEditor<Value> = {
  value: Value
  setValue: (value: Value) => void
  /** Saves now; for controls that are done with one choice. */
  save: (value: Value) => void
}

/**
 * A value that turns into its editor where it stands: click or Enter edits, Enter or leaving saves, Esc takes back.
 * Where saving fails the editor stays open with the reason.
 */
export function InlineEdit<Value>({
  name,
  value,
  shown,
  readOnly = false,
  onSave,
  children,
}: {
  /** The field's name, for those who hear the page. */
  name: string
  value: Value
  /** How the value looks while it is not edited. */
  shown: ReactNode
  readOnly?: boolean
  onSave: (value: Value) => Promise<unknown>
  children: (editor: InlineEditor<Value>) => ReactNode
}) {
  const t = useText()
  const errorText = useErrorText()
  const [draft, setDraft] = useState<{ value: Value }>()
  const [error, setError] = useState<unknown>()
  const saving = useRef(false)
  const opener = useRef<HTMLButtonElement>(null)

  const close = () => {
    setDraft(undefined)
    setError(undefined)
    requestAnimationFrame(() => opener.current?.focus())
  }
  const save = async (next: Value) => {
    if (saving.current) return
    if (Object.is(next, value)) return close()
    saving.current = true
    try {
      await onSave(next)
      close()
    } catch (thrown) {
      setError(thrown)
    } finally {
      saving.current = false
    }
  }
  if (!draft || readOnly)
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the button beside it is the same for keys
      // biome-ignore lint/a11y/noStaticElementInteractions: a wider target for the pointer only
      <span
        className="inline-shown"
        data-editable={readOnly ? undefined : true}
        onClick={(event) => {
          const itself = event.target instanceof Element && event.target.closest('a, button')
          if (!readOnly && !itself) setDraft({ value })
        }}
      >
        {shown ?? <span className="muted">{t('kit.empty-value')}</span>}
        {!readOnly && (
          <button
            ref={opener}
            type="button"
            className="inline-open"
            aria-label={t('kit.edit', { name })}
            onClick={() => setDraft({ value })}
          >
            <EditOutlined aria-hidden />
          </button>
        )}
      </span>
    )
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      event.stopPropagation()
      close()
    } else if (
      event.key === 'Enter' &&
      !(event.target instanceof HTMLTextAreaElement && !event.metaKey && !event.ctrlKey)
    )
      void save(draft.value)
  }
  return (
    <fieldset
      className="inline-edit"
      aria-label={name}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        if (isOutside(event.currentTarget, event.relatedTarget)) void save(draft.value)
      }}
    >
      {children({
        value: draft.value,
        setValue: (next) => setDraft({ value: next }),
        save: (next) => {
          setDraft({ value: next })
          void save(next)
        },
      })}
      {error !== undefined && (
        <p className="field-error" role="alert">
          {errorText(error)}
        </p>
      )}
    </fieldset>
  )
}

/** Focus that moves into a list or calendar the editor has opened has not left it. */
function isOutside(editor: Element, next: EventTarget | null): boolean {
  if (!(next instanceof Element))
    return !document.querySelector('.ant-picker-dropdown:not(.ant-picker-dropdown-hidden)')
  return (
    !editor.contains(next) &&
    !next.closest('.ant-select-dropdown, .ant-picker-dropdown, .ant-cascader-dropdown')
  )
}
