import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import type { NoticeGroup } from '../../../src/features/notifications/rules/kinds.ts'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { markAll, noticeCountQuery, noticesQuery } from './queries.ts'

/** Has everything read that could be seen when the button was pressed; what comes meanwhile stays unread. */
export function MarkAll({ group }: { group?: NoticeGroup | undefined }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const count = useQuery(noticeCountQuery)
  const marking = useMutation({
    mutationFn: () => {
      const seen = queries.getQueryData(noticesQuery({ group, unread: false }).queryKey)
      const newest = seen?.pages[0]?.items[0]?.at
      return markAll(queries, newest ?? new Date().toISOString(), group)
    },
    onSuccess: (read) => toast.done(t('notifications.marked', { count: read })),
    onError: toast.failed,
  })
  return (
    <Button disabled={!count.data?.unread} loading={marking.isPending} onClick={() => marking.mutate()}>
      {t('notifications.mark-all')}
    </Button>
  )
}
