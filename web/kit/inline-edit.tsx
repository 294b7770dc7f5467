import { EditOutlined } from '@ant-design/icons'
import { type KeyboardEvent, type ReactNode, type Ref, useRef, useState } from 'react'
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
  const errorText = useErrorText()
  const { draft, error, opener, open, change, save, close } = useDraft(value, onSave)
  if (!draft || readOnly)
    return (
      <Shown name={name} opener={opener} onOpen={readOnly ? undefined : open}>
        {shown}
      </Shown>
    )
  return (
    <fieldset
      className="inline-edit"
      aria-label={name}
      onKeyDown={(event) => {
        const wish = wishOf(event)
        if (wish === 'close') close()
        else if (wish === 'save') void save(draft.value)
      }}
      onBlur={(event) => {
        if (isOutside(event.currentTarget, event.relatedTarget)) void save(draft.value)
      }}
    >
      {children({
        value: draft.value,
        setValue: change,
        save: (next) => {
          change(next)
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

/** What is being written, until it is saved or taken back; the focus returns to where editing was begun. */
function useDraft<Value>(value: Value, onSave: (value: Value) => Promise<unknown>) {
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
  const change = (next: Value) => setDraft({ value: next })
  return { draft, error, opener, open: () => change(value), change, save, close }
}

function Shown({
  name,
  opener,
  onOpen,
  children,
}: {
  name: string
  opener: Ref<HTMLButtonElement>
  onOpen: (() => void) | undefined
  children: ReactNode
}) {
  const t = useText()
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button beside it is the same for keys
    // biome-ignore lint/a11y/noStaticElementInteractions: a wider target for the pointer only
    <span
      className="inline-shown"
      data-editable={onOpen ? true : undefined}
      onClick={(event) => {
        const itself = event.target instanceof Element && event.target.closest('a, button')
        if (!itself) onOpen?.()
      }}
    >
      {children ?? <span className="muted">{t('kit.empty-value')}</span>}
      {onOpen && (
        <button
          ref={opener}
          type="button"
          className="inline-open"
          aria-label={t('kit.edit', { name })}
          onClick={onOpen}
        >
          <EditOutlined aria-hidden />
        </button>
      )}
    </span>
  )
}

/** Enter saves, in several lines only with ⌘ or Ctrl; Esc takes back, and only that. */
function wishOf(event: KeyboardEvent): 'close' | 'save' | undefined {
  if (event.nativeEvent.isComposing) return undefined
  if (event.key === 'Escape') {
    event.stopPropagation()
    return 'close'
  }
  const newLine = event.target instanceof HTMLTextAreaElement && !event.metaKey && !event.ctrlKey
  return event.key === 'Enter' && !newLine ? 'save' : undefined
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
