import './reviews.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { ReviewLine } from './page.tsx'
import { openReview, reviewsChanged, reviewsOfQuery } from './queries.ts'

/** The reviews of a lost opportunity, and the way to open one. */
export function OpportunityReviews({ id }: { id: string }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const found = useQuery(reviewsOfQuery(id)).data
  const opening = useMutation({
    mutationFn: () => openReview(id),
    onSuccess: (review) => {
      reviewsChanged(queries)
      void navigate({ to: '/reviews/$id', params: { id: review.id } as never })
    },
    onError: toast.failed,
  })
  if (!found || (found.items.length === 0 && !found.mayOpen)) return null
  return (
    <section className="card">
      <h2>{t('app.reviews')}</h2>
      <ul className="reviews-list">
        {found.items.map((one) => (
          <li key={one.id}>
            <ReviewLine review={one} here />
          </li>
        ))}
      </ul>
      {found.mayOpen && (
        <Button loading={opening.isPending} onClick={() => opening.mutate()}>
          {t('reviews.open')}
        </Button>
      )}
    </section>
  )
}
