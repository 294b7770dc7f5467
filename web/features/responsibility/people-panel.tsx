import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select, Space } from 'antd'
import { useState } from 'react'
import { mayDo, useMe } from '../../client/session.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useText } from '../../kit/text.tsx'
import type { Reference } from '../../records/queries.ts'
import { RecordPicker } from '../../records/record-picker.tsx'
import { addParticipant, endParticipant, participantsQuery } from './queries.ts'

const LETTERS = ['R', 'C', 'I'] as const
type Letter = (typeof LETTERS)[number]

/** The holder and the helpers, by their RACI letter. */
export function PeoplePanel({ id, holder }: { id: string; holder: Reference }) {
  const t = useText()
  const me = useMe()
  const queries = useQueryClient()
  const found = useQuery(participantsQuery(id))
  const [adding, setAdding] = useState<Reference | null>(null)
  const [letter, setLetter] = useState<Letter>('C')
  const settle = () => queries.invalidateQueries({ queryKey: participantsQuery(id).queryKey })
  const add = useMutation({
    mutationFn: (person: string) => addParticipant(id, person, letter),
    onSuccess: () => setAdding(null),
    onSettled: settle,
  })
  const end = useMutation({ mutationFn: (person: string) => endParticipant(id, person), onSettled: settle })
  const mayEdit = mayDo(me, 'opportunity', 'edit')
  return (
    <>
      <ul className="people">
        <li>
          <b title={t('responsibility.letter-A')}>A</b>
          <PersonMark name={holder.title ?? ''} id={holder.id} size={28} />
        </li>
        {found.data?.items.map((one) => (
          <li key={one.person.id}>
            <b title={t(`responsibility.letter-${one.letter}`)}>{one.letter}</b>
            <PersonMark name={one.person.name} id={one.person.id} />
            {mayEdit && (
              <Button
                size="small"
                type="text"
                aria-label={t('responsibility.remove', { name: one.person.name })}
                onClick={() => end.mutate(one.person.id)}
              >
                ✕
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayEdit && (
        <Space.Compact style={{ width: '100%' }}>
          <RecordPicker
            object="person"
            value={adding}
            onChange={setAdding}
            without={[holder.id]}
            placeholder={t('responsibility.add-helper')}
          />
          <Select<Letter>
            aria-label={t('responsibility.letter')}
            style={{ width: 64 }}
            value={letter}
            onChange={setLetter}
            options={LETTERS.map((one) => ({
              value: one,
              label: one,
              title: t(`responsibility.letter-${one}`),
            }))}
          />
          <Button disabled={!adding} loading={add.isPending} onClick={() => adding && add.mutate(adding.id)}>
            {t('responsibility.add')}
          </Button>
        </Space.Compact>
      )}
      <ErrorNote error={found.error ?? add.error ?? end.error} />
    </>
  )
}
