import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, DatePicker, Input, Tag } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { Review } from '../../../src/features/reviews/contract.ts'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import type { Reference } from '../../records/queries.ts'
import { RecordPicker } from '../../records/record-picker.tsx'
import { addAction, reviewsChanged } from './queries.ts'

/** What follows from the review: tasks with a holder and a day, done or not. */
export function Actions({ review }: { review: Review }) {
  const t = useText()
  const format = useFormat()
  return (
    <>
      {review.actions.length === 0 && <p className="muted">{t('reviews.actions-none')}</p>}
      <ul className="review-actions">
        {review.actions.map((one) => (
          <li key={one.id}>
            <Tag color={one.doneAt ? 'success' : one.isLate ? 'error' : 'default'}>
              {t(
                one.doneAt
                  ? 'reviews.action-done'
                  : one.isLate
                    ? 'reviews.action-late'
                    : 'reviews.action-going',
              )}
            </Tag>
            <span>{one.title}</span>
            <PersonMark name={one.holder.name} id={one.holder.id} size={20} />
            <span className="muted">{format.day(one.dueOn)}</span>
          </li>
        ))}
      </ul>
      {review.may.act && <Adding id={review.id} />}
    </>
  )
}

function Adding({ id }: { id: string }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [title, setTitle] = useState('')
  const [holder, setHolder] = useState<Reference | null>(null)
  const [dueOn, setDueOn] = useState(() => dayjs().add(7, 'day'))
  const adding = useMutation({
    mutationFn: (body: { title: string; holder: string; dueOn: string }) => addAction(id, body),
    onSuccess: () => setTitle(''),
    onError: toast.failed,
    onSettled: () => reviewsChanged(queries),
  })
  return (
    <div className="review-adding">
      <Input
        aria-label={t('reviews.action')}
        placeholder={t('reviews.action')}
        maxLength={200}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <RecordPicker
        object="person"
        value={holder}
        onChange={setHolder}
        placeholder={t('reviews.action-holder')}
      />
      <DatePicker
        aria-label={t('reviews.action-due')}
        allowClear={false}
        value={dueOn}
        minDate={dayjs()}
        onChange={(day) => day && setDueOn(day)}
      />
      <Button
        disabled={title.trim().length < 2 || !holder}
        loading={adding.isPending}
        onClick={() =>
          holder &&
          adding.mutate({ title: title.trim(), holder: holder.id, dueOn: dueOn.format('YYYY-MM-DD') })
        }
      >
        {t('reviews.action-add')}
      </Button>
    </div>
  )
}
