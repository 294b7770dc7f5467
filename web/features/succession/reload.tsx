import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useText } from '../../kit/text.tsx'
import { transitionQuery } from './queries.ts'

/** Somebody else changed it: what they made of it is shown. */
export function Reload({ id }: { id: string }) {
  const t = useText()
  const queries = useQueryClient()
  return (
    <Button
      size="small"
      onClick={() => void queries.invalidateQueries({ queryKey: transitionQuery(id).queryKey })}
    >
      {t('succession.reload')}
    </Button>
  )
}
