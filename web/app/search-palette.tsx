import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Modal } from 'antd'
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react'
import { send } from '../client/call.ts'
import { metadataQuery } from '../client/metadata.ts'
import { useMe } from '../client/session.ts'
import { ErrorNote } from '../kit/error-note.tsx'
import { useLabel, useText } from '../kit/text.tsx'
import { navigationOf } from './navigation.tsx'
import { pages } from './routes.tsx'

type Found = { object: string; id: string; title: string; subtitle?: string | null }
type Choice = {
  key: string
  path: string
  title: string
  about: string
  icon?: React.ReactNode
  group: string
}

/** Finds records and pages by typing; opened with ⌘K from everywhere. */
export function SearchPalette({ onClose }: { onClose: () => void }) {
  const t = useText()
  const navigate = useNavigate()
  const id = useId()
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const { choices, error, waiting } = useChoices(text.trim())
  const at = Math.min(active, choices.length - 1)

  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  })
  const open = (choice: Choice | undefined) => {
    if (!choice) return
    onClose()
    void navigate({ to: choice.path })
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') open(choices[at])
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
      setActive(Math.max(0, Math.min(at + (event.key === 'ArrowDown' ? 1 : -1), choices.length - 1)))
    else return
    event.preventDefault()
  }
  return (
    <Modal
      open
      onCancel={onClose}
      footer={null}
      closable={false}
      width={600}
      style={{ top: '12vh' }}
      title={t('app.search')}
      styles={{ container: { padding: 0, overflow: 'hidden' }, header: { display: 'none' } }}
    >
      <PaletteInput
        listId={id}
        activeId={choices[at] ? `${id}-${at}` : undefined}
        text={text}
        onText={(typed) => {
          setText(typed)
          setActive(0)
        }}
        onKey={onKey}
      />
      <ErrorNote error={error} className="palette-error" />
      <div id={id} ref={list} className="palette-list" role="listbox" aria-label={t('app.search')}>
        <PaletteRows id={id} choices={choices} at={at} onPoint={setActive} onOpen={open} />
      </div>
      {choices.length === 0 && !waiting && !error && <NothingFound text={text.trim()} />}
      <p className="palette-keys">{t('app.search-keys')}</p>
    </Modal>
  )
}

function NothingFound({ text }: { text: string }) {
  const t = useText()
  return (
    <p className="palette-nothing" role="status">
      {text ? t('app.search-nothing', { text }) : t('app.search-start')}
    </p>
  )
}

function PaletteInput(props: {
  listId: string
  activeId: string | undefined
  text: string
  onText: (text: string) => void
  onKey: (event: KeyboardEvent) => void
}) {
  const t = useText()
  return (
    <input
      className="palette-input"
      // biome-ignore lint/a11y/noAutofocus: the dialog was opened in order to type
      autoFocus
      role="combobox"
      aria-expanded={props.activeId !== undefined}
      aria-controls={props.listId}
      aria-activedescendant={props.activeId}
      aria-label={t('app.search')}
      placeholder={t('app.search-hint')}
      value={props.text}
      onChange={(event) => props.onText(event.target.value)}
      onKeyDown={props.onKey}
    />
  )
}

/** Pages whose name fits first, then what the server finds. */
function useChoices(text: string) {
  const t = useText()
  const label = useLabel()
  const me = useMe()
  const asked = useDeferredValue(text)
  const objects = useQuery(metadataQuery).data?.objects ?? []
  const found = useQuery({
    queryKey: ['records', 'search', asked],
    queryFn: ({ signal }) =>
      send<{ items: Found[] }>({ method: 'GET', path: '/search', query: { q: asked }, signal }),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  })
  const pages = navigationOf(me)
    .map((entry) => ({ ...entry, title: t(entry.label) }))
    .filter((entry) => entry.title.toLowerCase().includes(text.toLowerCase()))
    .map((entry) => ({
      key: entry.path,
      path: entry.path,
      title: entry.title,
      about: '',
      icon: entry.icon,
      group: t('app.search-pages'),
    }))
  const records = (asked === '' ? [] : (found.data?.items ?? [])).flatMap((item): Choice[] => {
    const object = objects.find((one) => one.name === item.object)
    if (!object || !hasPage(object.plural)) return []
    return [
      {
        key: `${item.object}/${item.id}`,
        path: `/${object.plural}/${item.id}`,
        title: item.title,
        about: [label(object.label), item.subtitle].filter(Boolean).join(' · '),
        group: t('app.search-records'),
      },
    ]
  })
  return { choices: [...records, ...pages], error: found.error, waiting: found.isFetching }
}

/** Whether a record of this kind can be opened: it has a page of its own, or records in general have one. */
function hasPage(plural: string): boolean {
  return pages.some(({ path }) => path.startsWith(`/${plural}/$`) || path.startsWith('/$'))
}

function PaletteRows(props: {
  id: string
  choices: readonly Choice[]
  at: number
  onPoint: (index: number) => void
  onOpen: (choice: Choice) => void
}) {
  return props.choices.map((choice, index) => (
    <PaletteRow
      key={choice.key}
      id={`${props.id}-${index}`}
      choice={choice}
      heading={props.choices[index - 1]?.group === choice.group ? undefined : choice.group}
      selected={index === props.at}
      onPoint={() => props.onPoint(index)}
      onOpen={() => props.onOpen(choice)}
    />
  ))
}

function PaletteRow(props: {
  id: string
  choice: Choice
  heading: string | undefined
  selected: boolean
  onPoint: () => void
  onOpen: () => void
}) {
  const { choice } = props
  return (
    <>
      {props.heading && (
        <div className="palette-group" role="presentation">
          {props.heading}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's, which holds the focus */}
      <div
        id={props.id}
        role="option"
        tabIndex={-1}
        aria-selected={props.selected}
        className="palette-row"
        onMouseMove={props.onPoint}
        onClick={props.onOpen}
      >
        {choice.icon && <span aria-hidden>{choice.icon}</span>}
        <span className="palette-title">{choice.title}</span>
        {choice.about && <span className="palette-about">{choice.about}</span>}
      </div>
    </>
  )
}
