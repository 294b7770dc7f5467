import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Skeleton } from 'antd'
import { useState } from 'react'
import type { Playbook, ScoredHabit, ScoredSegment } from '../../../src/features/scoring/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { type MessageKey, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { playbookQuery, scoringChanged, writePlaybook } from './queries.ts'
import { useTraitNames } from './use-level-name.ts'

/** How a kind of customer is won: what won ones had in common, and what people write about it. */
export function PlaybookPanel({ segment, onClose }: { segment: ScoredSegment; onClose: () => void }) {
  const t = useText()
  const nameOf = useTraitNames()
  const found = useQuery(playbookQuery(segment.key))
  return (
    <SidePanel
      open
      title={`${t('scoring.playbook')} · ${nameOf(segment.traits)}`}
      onClose={onClose}
      width={560}
    >
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && (
        <>
          <Habits book={found.data} />
          <Words key={found.data.version} book={found.data} />
        </>
      )}
    </SidePanel>
  )
}

function Habits({ book }: { book: Playbook }) {
  const t = useText()
  if (book.habits.length === 0) return <p className="muted">{t('scoring.habits-none')}</p>
  return (
    <>
      <p className="muted">{t('scoring.habits-hint', { n: book.n, won: book.won })}</p>
      <ul className="score-habits">
        {book.habits.map((one) => (
          <HabitLine key={one.habit} habit={one} />
        ))}
      </ul>
    </>
  )
}

function HabitLine({ habit }: { habit: ScoredHabit }) {
  const t = useText()
  const format = useFormat()
  const percent = (share: number) => format.percent(share * 100, 0)
  const { more, with: yes, without: no, lift, sure } = habit
  const points = (share: number) => format.number(share * 100, 0)
  return (
    <li data-sure={sure || undefined}>
      <b>{t(`scoring.habit-${habit.habit}` as MessageKey)}</b>
      <span>
        {t('scoring.habit-rates', { yes: percent(yes.rate), yesN: yes.n, no: percent(no.rate), noN: no.n })}
        {lift !== null && ` · ${t('scoring.lift', { lift: format.number(lift, 2) })}`}
      </span>
      <span className="muted">
        {t(sure ? 'scoring.habit-sure' : 'scoring.habit-unsure', {
          low: points(more.low),
          high: points(more.high),
        })}
      </span>
    </li>
  )
}

function Words({ book }: { book: Playbook }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [text, setText] = useState(book.text)
  const saving = useMutation({
    mutationFn: () => writePlaybook({ segment: book.segment, text, version: book.version }),
    onSuccess: () => {
      toast.done(t('scoring.written'))
      scoringChanged(queries)
    },
    onError: toast.failed,
  })
  if (!book.writable) return book.text ? <p className="score-words">{book.text}</p> : null
  return (
    <>
      <Field
        label={t('scoring.words')}
        {...(book.changedBy && book.changedAt
          ? { hint: t('scoring.words-by', { name: book.changedBy.name, when: book.changedAt }) }
          : {})}
      >
        {({ status: _, ...control }) => (
          <Input.TextArea
            {...control}
            autoSize={{ minRows: 4, maxRows: 16 }}
            maxLength={8000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Button
        type="primary"
        disabled={text.trim() === book.text}
        loading={saving.isPending}
        onClick={() => saving.mutate()}
      >
        {t('scoring.save')}
      </Button>
    </>
  )
}
