import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useText } from '../../kit/text.tsx'
import { receiversQuery } from './queries.ts'

/** Whom the plan would choose for a stage; one click takes the suggestion. */
export function ReceiverSuggestion({
  id,
  stage,
  onTake,
}: {
  id: string
  stage: string
  onTake: (person: { id: string; title: string }) => void
}) {
  const t = useText()
  const suggested = useQuery(receiversQuery(id, stage)).data?.suggested
  if (!suggested) return null
  return (
    <p className="suggestion">
      {t('routing.suggested')} <PersonMark name={suggested.name} id={suggested.id} />
      <Button size="small" onClick={() => onTake({ id: suggested.id, title: suggested.name })}>
        {t('routing.take')}
      </Button>
    </p>
  )
}
