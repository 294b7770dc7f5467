import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Drawer, Skeleton } from 'antd'
import type { z } from 'zod'
import { rows, type rowsAsked } from '../../../src/features/insights/contract/query.ts'
import { call } from '../../client/call.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'

export type Behind = { title: string; asked: z.input<typeof rowsAsked> }

/** The opportunities a figure is made of, where no condition of a list can say which. */
export function RowsBehind({ behind, onClose }: { behind: Behind | undefined; onClose: () => void }) {
  const t = useText()
  return (
    <Drawer
      open={behind !== undefined}
      onClose={onClose}
      title={behind?.title ?? t('insights.behind')}
      size={420}
    >
      {behind && <Rows asked={behind.asked} />}
    </Drawer>
  )
}

function Rows({ asked }: Pick<Behind, 'asked'>) {
  const t = useText()
  const found = useInfiniteQuery({
    queryKey: ['records', 'opportunity', 'rows-behind', asked],
    queryFn: ({ signal, pageParam }) =>
      call(rows, { body: { ...asked, ...(pageParam ? { after: pageParam } : {}) } as never, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  if (found.error) return <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
  if (found.isPending) return <Skeleton active />
  const items = found.data.pages.flatMap((page) => page.items)
  return (
    <>
      <p className="muted">{t(items.length > 0 ? 'insights.behind' : 'insights.nothing-behind')}</p>
      <ul className="rows-behind">
        {items.map(({ id, number, title }) => (
          <li key={id}>
            <Link to="/opportunities/$id" params={{ id } as never}>
              <span className="muted">{number}</span> {title ?? ''}
            </Link>
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('insights.load-more')}
        </Button>
      )}
    </>
  )
}
