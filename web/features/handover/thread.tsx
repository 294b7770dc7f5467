import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import type { HandOver } from '../../../src/features/handover/contract.ts'
import { useSpeaksFor } from '../../kit/away.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { sendMessage } from './queries.ts'

/** Questions and replies about a packet; whoever is receiver or, once asked, giver can write. */
export function Thread({
  handOver,
  myId,
  onSettled,
}: {
  handOver: HandOver
  myId: string
  onSettled: () => void
}) {
  const t = useText()
  const format = useFormat()
  const { messages, state, from, to, waitsFor } = handOver
  const speaksFor = useSpeaksFor(myId)
  const asks = to.id === myId || (speaksFor(to.id) && from.id !== myId)
  const mayWrite = state === 'offered' && (asks || (speaksFor(from.id) && messages.length > 0))
  if (messages.length === 0 && !mayWrite) return null
  return (
    <section className="thread" aria-label={t('handover.questions')}>
      {messages.length > 0 && (
        <ol>
          {messages.map(({ person, onBehalfOf, text, at }) => (
            <li key={`${at} ${person.id}`}>
              <b>{person.name}</b>{' '}
              {onBehalfOf && (
                <span className="muted">({t('kit.on-behalf', { name: onBehalfOf.name })}) </span>
              )}
              <span className="muted">{format.instant(at)}</span>
              <p className="several-lines">{text}</p>
            </li>
          ))}
        </ol>
      )}
      {waitsFor === 'giver' && !speaksFor(from.id) && (
        <p className="muted">{t('handover.waits-giver', { name: from.name })}</p>
      )}
      {mayWrite && <Writing id={handOver.id} verb={asks ? 'ask' : 'reply'} onSettled={onSettled} />}
    </section>
  )
}

function Writing({ id, verb, onSettled }: { id: string; verb: 'ask' | 'reply'; onSettled: () => void }) {
  const t = useText()
  const [text, setText] = useState('')
  const sending = useMutation({
    mutationFn: () => sendMessage(id, text),
    onSuccess: () => setText(''),
    onSettled,
  })
  return (
    <>
      <ErrorNote error={sending.error} />
      <div className="thread-writing">
        <Input.TextArea
          aria-label={t(`handover.${verb}-placeholder`)}
          placeholder={t(`handover.${verb}-placeholder`)}
          autoSize={{ minRows: 1, maxRows: 6 }}
          maxLength={2000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button disabled={!text.trim()} loading={sending.isPending} onClick={() => sending.mutate()}>
          {t(`handover.${verb}`)}
        </Button>
      </div>
    </>
  )
}
