import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, DatePicker, Input, Segmented } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { createRecord } from '../../records/queries.ts'

const KINDS = ['call', 'visit', 'mail', 'chat', 'note'] as const
type Kind = (typeof KINDS)[number]

/** Writes what was done and what comes next, in one go. */
export function FollowUpForm({
  opportunityId,
  autoFocus = false,
  onAdded,
}: {
  opportunityId: string
  autoFocus?: boolean
  onAdded?: () => void
}) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [kind, setKind] = useState<Kind>('call')
  const [content, setContent] = useState('')
  const [nextStep, setNextStep] = useState('')
  const [nextStepOn, setNextStepOn] = useState<string | null>(null)
  const adding = useMutation({
    mutationFn: () =>
      createRecord('follow-ups', {
        opportunity: opportunityId,
        kind,
        content: content.trim(),
        ...(nextStep.trim() || nextStepOn ? { nextStep: nextStep.trim() || null, nextStepOn } : {}),
      }),
    onSuccess: () => {
      toast.done(t('activities.added'))
      setContent('')
      setNextStep('')
      setNextStepOn(null)
      onAdded?.()
      for (const key of [
        ['record', 'opportunity', opportunityId],
        ['records', 'opportunity'],
        ['records', 'follow-up'],
        ['about', 'today'],
        ['about', 'opportunity'],
      ]) {
        void queries.invalidateQueries({ queryKey: key })
      }
    },
  })
  return (
    <form
      className="card follow-up-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (content.trim()) adding.mutate()
      }}
    >
      <Segmented<Kind>
        aria-label={t('activities.kind')}
        value={kind}
        onChange={setKind}
        options={KINDS.map((one) => ({ value: one, label: t(`activities.${one}`) }))}
      />
      <Input.TextArea
        aria-label={t('activities.content')}
        placeholder={t('activities.content')}
        autoSize={{ minRows: 2, maxRows: 8 }}
        autoFocus={autoFocus}
        value={content}
        onChange={(event) => setContent(event.target.value)}
      />
      <div className="follow-up-next">
        <Input
          aria-label={t('activities.next-step')}
          placeholder={t('activities.next-step')}
          maxLength={500}
          value={nextStep}
          onChange={(event) => setNextStep(event.target.value)}
        />
        <DatePicker
          aria-label={t('activities.next-step-on')}
          placeholder={t('activities.next-step-on')}
          value={nextStepOn ? dayjs(nextStepOn) : null}
          onChange={(day) => setNextStepOn(day ? day.format('YYYY-MM-DD') : null)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.preventDefault() // takes the day, and does not send the form yet
          }}
        />
        <Button type="primary" htmlType="submit" loading={adding.isPending} disabled={!content.trim()}>
          {t('activities.add')}
        </Button>
      </div>
      <ErrorNote error={adding.error} />
    </form>
  )
}
