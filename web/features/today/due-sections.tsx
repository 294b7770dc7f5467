import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useDeferredValue } from 'react'
import { SECTIONS, type Section, type TodayLine } from '../../../src/features/today/contract.ts'
import { addDays } from '../../../src/kernel/time.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { DueLine, type FollowUpPart } from './due-line.tsx'
import { moreDueQuery, type Today } from './queries.ts'
import type { Hours } from './working-left.tsx'

const AT_ONCE = 15 // more than fit on a screen

type Part = Pick<Today, 'due' | 'counts' | 'more'>

/** What is due, late first: only the sections in which there is something. */
export function DueSections({
  part,
  today,
  nextWorkingDay,
  hours,
  followUp,
  onDone,
  level = 2,
}: {
  part: Part
  today: string
  /** Undefined where it is not mine to know. */
  nextWorkingDay: string | null | undefined
  hours: Hours | undefined
  followUp: FollowUpPart
  onDone: (line: TodayLine) => void
  level?: 2 | 3
}) {
  const t = useText()
  const format = useFormat()
  // What is seen first is drawn first; the rest follows without being waited for.
  const lines = useDeferredValue(part.due, part.due.slice(0, AT_ONCE))
  const Heading = level === 2 ? 'h2' : 'h3'
  const titleOf = (section: Section) => {
    const count = part.counts[section]
    if (section !== 'next') return t(`today.section-${section}`, { count })
    if (nextWorkingDay === undefined) return t('today.section-soon', { count })
    return nextWorkingDay && nextWorkingDay !== addDays(today, 1)
      ? t('today.section-on', { count, day: format.day(nextWorkingDay, { today }) })
      : t('today.section-next', { count })
  }
  return SECTIONS.map((section) => {
    const own = lines.filter((line) => line.section === section)
    if (own.length === 0) return null
    return (
      <section
        key={section}
        className="card due-section"
        data-section={section}
        aria-label={titleOf(section)}
      >
        <Heading>{titleOf(section)}</Heading>
        <ul className="due-list">
          {own.map((line) => (
            <DueLine
              key={line.id}
              line={line}
              hours={hours}
              followUp={followUp}
              onDone={() => onDone(line)}
            />
          ))}
        </ul>
      </section>
    )
  })
}

/** The lines that did not fit, asked for when wanted. */
export function MoreDue({
  first,
  children,
}: {
  first: string
  children: (lines: readonly TodayLine[]) => React.ReactNode
}) {
  const t = useText()
  const found = useInfiniteQuery({ ...moreDueQuery(first), enabled: false })
  const lines = (found.data?.pages ?? []).flatMap((page) => page.items)
  const isMore = !found.data || found.hasNextPage
  return (
    <>
      {lines.length > 0 && children(lines)}
      <ErrorNote error={found.error} />
      {isMore && (
        <Button
          block
          loading={found.isFetching}
          onClick={() => void (found.data ? found.fetchNextPage() : found.refetch())}
        >
          {t('today.show-more')}
        </Button>
      )}
    </>
  )
}
