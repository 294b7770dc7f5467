import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Skeleton } from 'antd'
import { ErrorNote } from '../../kit/error-note.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { markedQuery, type Which } from './queries.ts'
import { useMinutes } from './words.ts'

/** A figure and its name: what somebody pointed at. */
export type Pointed = { mark: string; title: string }

/** The opportunities a figure is made of. */
export function MarkedPanel(props: { pointed: Pointed | undefined; which: Which; onClose: () => void }) {
  const { pointed, which, onClose } = props
  return (
    <SidePanel open={pointed !== undefined} title={pointed?.title ?? ''} onClose={onClose} width={620}>
      {pointed && <Rows key={pointed.mark} mark={pointed.mark} which={which} />}
    </SidePanel>
  )
}

function Rows({ mark, which }: { mark: string; which: Which }) {
  const t = useText()
  const label = useLabel()
  const minutes = useMinutes()
  const found = useInfiniteQuery(markedQuery(which, mark))
  const items = found.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {items.length > 0 && (
        <div className="scroll-x">
          <table className="figures-table mining-rows">
            <thead>
              <tr>
                <th scope="col">{t('mining.opportunity')}</th>
                <th scope="col">{t('mining.holder')}</th>
                <th scope="col">{t('mining.stage')}</th>
                <th scope="col" className="figures">
                  {t('mining.waiting')}
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <tr key={one.id}>
                  <th scope="row">
                    <Link to="/opportunities/$id" params={{ id: one.id }}>
                      {one.title || `#${one.number}`}
                    </Link>{' '}
                    <span className="muted">#{one.number}</span>
                  </th>
                  <td>{one.holder?.name ?? ''}</td>
                  <td>{one.outcome ? t(`mining.${one.outcome}`) : one.stage ? label(one.stage) : ''}</td>
                  <td className="figures">{minutes(one.waiting)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {found.isPending && <Skeleton active />}
      {found.isSuccess && items.length === 0 && !found.hasNextPage && (
        <p className="muted">{t('mining.nothing')}</p>
      )}
      {found.hasNextPage && (
        <p>
          <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t('mining.further')}
          </Button>
        </p>
      )}
    </>
  )
}
