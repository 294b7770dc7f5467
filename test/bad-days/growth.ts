export type Sample = { second: number; mb: number }
export type Growth =
  | { kind: 'too-short'; seconds: number }
  | { kind: 'steady' | 'grows'; medians: readonly [number, number, number]; mbPerMinute: number }

const WARM_UP_SHARE = 0.25 // caches and compiled code fill
const LEAST_SECONDS = 120 // shorter, and one collection of garbage decides
const MOST_MB_PER_MINUTE = 3

/**
 * Whether memory grows without end. The first quarter is left out; the rest is cut in thirds of equal time and their medians are
 * compared: it grows where each third lies above the one before it and the last more than 3 MB a minute above the first. Less than
 * two minutes after the warm-up say nothing.
 */
export function growthOf(samples: readonly Sample[]): Growth {
  const last = samples.at(-1)?.second ?? 0
  const from = last * WARM_UP_SHARE
  const seconds = last - from
  if (seconds < LEAST_SECONDS) return { kind: 'too-short', seconds }
  const third = (i: number) =>
    median(
      samples.filter(
        ({ second }) => second > from + (seconds * i) / 3 && second <= from + (seconds * (i + 1)) / 3,
      ),
    )
  const medians = [third(0), third(1), third(2)] as const
  const mbPerMinute = (medians[2] - medians[0]) / ((seconds * 2) / 3 / 60)
  const rises = medians[0] < medians[1] && medians[1] < medians[2]
  return { kind: rises && mbPerMinute > MOST_MB_PER_MINUTE ? 'grows' : 'steady', medians, mbPerMinute }
}

function median(samples: readonly Sample[]): number {
  const sorted = samples.map(({ mb }) => mb).toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
