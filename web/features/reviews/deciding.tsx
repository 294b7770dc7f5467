import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Radio, Select } from 'antd'
import { useState } from 'react'
import type { Review } from '../../../src/features/reviews/contract.ts'
import { Field } from '../../kit/field.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { giveView, proposeCause, reviewsChanged, ruleReview } from './queries.ts'
import { useStageName } from './words.ts'

/** What the viewer may say now: propose, agree or differ, settle. */
export function Deciding({ review }: { review: Review }) {
  const t = useText()
  const { may } = review
  const [proposing, setProposing] = useState(false)
  return (
    <>
      {may.view && <Saying key={review.version} review={review} />}
      {may.rule && <Ruling review={review} />}
      {may.propose &&
        (proposing || review.state === 'open' ? (
          <Proposing key={review.version} review={review} onDone={() => setProposing(false)} />
        ) : (
          <Button type="link" onClick={() => setProposing(true)}>
            {t('reviews.propose-again')}
          </Button>
        ))}
    </>
  )
}

function useSending<T>(send: (body: T) => Promise<unknown>, after?: () => void) {
  const toast = useToast()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSuccess: () => after?.(),
    onError: toast.failed,
    onSettled: () => reviewsChanged(queries),
  })
}

function CauseChoice(props: {
  review: Review
  value: string | undefined
  onChange: (cause: string) => void
  label: string
  required?: boolean
}) {
  const label = useLabel()
  const { review, value, onChange, required = false } = props
  return (
    <Field label={props.label} required={required}>
      {(control) => (
        <Select
          {...control}
          style={{ width: '100%' }}
          {...(value ? { value } : {})}
          onChange={onChange}
          options={review.causes
            .filter(({ isRetired }) => !isRetired)
            .map((one) => ({ value: one.key, label: label(one.label) }))}
        />
      )}
    </Field>
  )
}

function Words(props: {
  label: string
  value: string
  onChange: (words: string) => void
  required?: boolean
}) {
  return (
    <Field label={props.label} required={props.required ?? false}>
      {({ status: _, ...control }) => (
        <Input.TextArea
          {...control}
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={2000}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

function Proposing({ review, onDone }: { review: Review; onDone: () => void }) {
  const t = useText()
  const format = useFormat()
  const stageName = useStageName()
  const [cause, setCause] = useState<string | undefined>(review.cause ?? undefined)
  const [node, setNode] = useState<number | undefined>(review.nodes.at(-1)?.index)
  const [words, setWords] = useState(review.words ?? '')
  const sending = useSending(proposeCause.bind(null, review), onDone)
  return (
    <div className="review-form">
      <Field label={t('reviews.node')} hint={t('reviews.node-hint')} required>
        {({ status: _, ...control }) => (
          <Radio.Group
            {...control}
            className="review-nodes"
            value={node}
            onChange={(event) => setNode(event.target.value)}
          >
            {review.nodes.map((one) => (
              <Radio key={one.index} value={one.index}>
                {stageName(one.stage)}
                {one.toStage !== one.stage && ` → ${stageName(one.toStage)}`}
                {' · '}
                {one.giver.name} → {one.receiver.name}{' '}
                <span className="muted">{format.day(one.at.slice(0, 10))}</span>
              </Radio>
            ))}
          </Radio.Group>
        )}
      </Field>
      <CauseChoice review={review} value={cause} onChange={setCause} label={t('reviews.cause')} required />
      <Words label={t('reviews.words')} value={words} onChange={setWords} required />
      <Button
        type="primary"
        disabled={!cause || node === undefined || words.trim() === ''}
        loading={sending.isPending}
        onClick={() => cause && node !== undefined && sending.mutate({ cause, node, words: words.trim() })}
      >
        {t('reviews.propose')}
      </Button>
    </div>
  )
}

function Saying({ review }: { review: Review }) {
  const t = useText()
  const [differs, setDiffers] = useState(false)
  const [cause, setCause] = useState<string>()
  const [words, setWords] = useState('')
  const sending = useSending(giveView.bind(null, review))
  return (
    <div className="review-form">
      <p>{t('reviews.your-side')}</p>
      <div className="reviews-bar">
        <Button
          type="primary"
          loading={sending.isPending && !differs}
          onClick={() => sending.mutate({ isAgreed: true })}
        >
          {t('reviews.agree')}
        </Button>
        {!differs && <Button onClick={() => setDiffers(true)}>{t('reviews.differ')}</Button>}
      </div>
      {differs && (
        <>
          <CauseChoice review={review} value={cause} onChange={setCause} label={t('reviews.other-cause')} />
          <Words label={t('reviews.why-not')} value={words} onChange={setWords} required />
          <Button
            disabled={words.trim() === ''}
            loading={sending.isPending}
            onClick={() =>
              sending.mutate({ isAgreed: false, ...(cause ? { cause } : {}), words: words.trim() })
            }
          >
            {t('reviews.say')}
          </Button>
        </>
      )}
    </div>
  )
}

function Ruling({ review }: { review: Review }) {
  const t = useText()
  const [cause, setCause] = useState<string>()
  const [words, setWords] = useState('')
  const sending = useSending(ruleReview.bind(null, review))
  return (
    <div className="review-form">
      <p>{t('reviews.you-settle')}</p>
      <CauseChoice review={review} value={cause} onChange={setCause} label={t('reviews.cause')} required />
      <Words label={t('reviews.why')} value={words} onChange={setWords} required />
      <Button
        type="primary"
        disabled={!cause || words.trim() === ''}
        loading={sending.isPending}
        onClick={() => cause && sending.mutate({ cause, words: words.trim() })}
      >
        {t('reviews.settle')}
      </Button>
    </div>
  )
}
