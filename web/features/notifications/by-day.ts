import type { NoticeItem } from './queries.ts'

export type DayOfNotices = { day: string; items: NoticeItem[] }

/** Notices by the reader's days, in the order given. */
export function byDay(items: readonly NoticeItem[]): DayOfNotices[] {
  const days: DayOfNotices[] = []
  for (const item of items) {
    const day = dayOf(new Date(item.at))
    const last = days.at(-1)
    if (last?.day === day) last.items.push(item)
    else days.push({ day, items: [item] })
  }
  return days
}

/** The day where the reader is. */
export function dayOf(at: Date): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}
