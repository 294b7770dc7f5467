import { voicesOf } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { frame, type Told, toldOnce } from './rules.ts'
import * as store from './store.ts'

const LOOK_MS = 250 // a change shows within half a second
const AT_ONCE = 8 // people whose sight is asked about side by side
const MOST = 1000
const QUIET_LOOKS = 25 // where nothing changes, whoever signed out is looked for every ten seconds

type Stream = {
  context: Context
  /** The session or key it was opened with. */
  credential: string
  refresh: () => Promise<Context | undefined>
  write: (text: string) => void
  end: () => void
}

/**
 * The open streams of this process. While there are any, the journal is looked at for news; each viewer is asked for once a round,
 * and hears only of records they may see, or have just lost. Works alike for any number of processes on one database.
 */
export class Streams {
  private readonly open = new Set<Stream>()
  private place: store.Place | undefined
  private noticePlace: store.Place | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private over = false
  private quiet = 0
  private readonly living: (credentials: readonly string[]) => Promise<ReadonlySet<string>>

  constructor(living: (credentials: readonly string[]) => Promise<ReadonlySet<string>>) {
    this.living = living
  }

  get size(): number {
    return this.open.size
  }

  /** How far what was told lags behind the journal; nothing where nobody listens. */
  async behind(db: Queryable, now: string): Promise<{ events: number; seconds: number }> {
    return this.place ? store.journalBehind(db, this.place, now) : { events: 0, seconds: 0 }
  }

  async add(stream: Stream): Promise<() => void> {
    this.place ??= await store.journalEnd(stream.context.db)
    this.noticePlace ??= this.place
    if (this.over) {
      stream.end() // the process is stopping; the browser connects again elsewhere
      return () => {}
    }
    this.open.add(stream)
    this.timer ??= setTimeout(() => void this.look(), LOOK_MS)
    return () => {
      this.open.delete(stream)
      if (this.open.size === 0) this.rest()
    }
  }

  /** Ends every stream; the browsers connect again elsewhere. */
  endAll(): void {
    this.over = true
    for (const stream of this.open) stream.end()
    this.open.clear()
    this.rest()
  }

  private rest(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.place = undefined
    this.noticePlace = undefined
  }

  private async look(): Promise<void> {
    try {
      const [first] = this.open
      if (!first || !this.place) return
      const changes = await store.changesAfter(first.context.db, this.place, MOST)
      const last = changes.at(-1)
      this.quiet = last ? 0 : this.quiet + 1
      if (last || this.quiet % QUIET_LOOKS === 0) await this.endSignedOut()
      if (last) {
        await this.tell(changes)
        this.place = { xid: last.xid, seq: last.seq }
      }
      await this.tellNotices(first.context.db)
    } catch {
      // the database is away for a moment: the place is kept, and the next look goes on from it
    } finally {
      if (this.open.size > 0) this.timer = setTimeout(() => void this.look(), LOOK_MS)
    }
  }

  /** Each person hears that they were told something, and nobody else does. */
  private async tellNotices(db: Queryable): Promise<void> {
    if (!this.noticePlace) return
    const notices = await store.noticesAfter(db, this.noticePlace, MOST)
    const last = notices.at(-1)
    if (!last) return
    await this.endSignedOut()
    const byPerson = Map.groupBy(notices, ({ personId }) => personId)
    for (const stream of this.open)
      for (const { id } of byPerson.get(stream.context.viewer.personId) ?? [])
        stream.write(frame({ object: 'notice', id }))
    this.noticePlace = { xid: last.xid, seq: last.seq }
  }

  /** Nobody hears anything more once their session or key has ended. */
  private async endSignedOut(): Promise<void> {
    const living = await this.living([...new Set([...this.open].map((stream) => stream.credential))])
    for (const stream of this.open) {
      if (living.has(stream.credential)) continue
      this.open.delete(stream)
      stream.end()
    }
  }

  private async tell(changes: readonly store.Changed[]): Promise<void> {
    const waiting = [...Map.groupBy(this.open, (stream) => stream.context.viewer.personId).values()]
    const lane = async () => {
      for (let streams = waiting.pop(); streams; streams = waiting.pop()) await tellOne(streams, changes)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
  }
}

/** Tells one person's streams what that person may know of. */
async function tellOne(streams: readonly Stream[], changes: readonly store.Changed[]): Promise<void> {
  const fresh = await streams[0]?.refresh()
  if (!fresh) {
    for (const stream of streams) stream.end() // deactivated meanwhile
    return
  }
  const told = await heardBy(fresh, changes)
  for (const stream of streams) {
    stream.context = fresh
    for (const one of told) stream.write(frame(one))
  }
}

/** That there is news of them is no secret: what it is, is asked for by whoever may know. */
const KNOWN_TO_ALL = new Set(['plan-version', 'absence'])

async function heardBy(context: Context, changes: readonly store.Changed[]): Promise<Told[]> {
  const { db, viewer, registry } = context
  const near = new Set([...voicesOf(viewer), ...viewer.reports])
  const told: Told[] = []
  for (const [object, group] of Map.groupBy(changes, (change) => change.object)) {
    const ids = [...new Set(group.map((change) => change.recordId))]
    if (KNOWN_TO_ALL.has(object)) {
      told.push(...ids.map((id) => ({ object, id })))
      continue
    }
    const visible =
      object === 'hand-over'
        ? await store.myHandOvers(db, voicesOf(viewer), ids)
        : object === 'contest'
          ? await store.myContests(db, voicesOf(viewer), ids)
          : await store.visibleIds(db, viewer, registry, object, ids)
    for (const change of group) {
      if (visible.has(change.recordId)) told.push({ object, id: change.recordId })
      else if (change.holderBefore && near.has(change.holderBefore))
        told.push({ object, id: change.recordId, gone: true })
    }
  }
  const opportunities = [
    ...new Set(
      changes.flatMap((change) =>
        change.object !== 'opportunity' && change.opportunityId ? [change.opportunityId] : [],
      ),
    ),
  ]
  const visible =
    opportunities.length > 0
      ? await store.visibleIds(db, viewer, registry, 'opportunity', opportunities)
      : new Set<string>()
  told.push(...[...visible].map((id) => ({ object: 'opportunity', id })))
  return toldOnce(told)
}
